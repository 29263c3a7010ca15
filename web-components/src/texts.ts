/** All English texts of the console, named in one place for the order of the bundle only. */
import './text/en/connection.ts';
import './text/en/console.ts';
import './text/en/create.ts';
import './text/en/detail.ts';
import './text/en/history.ts';
import './text/en/list.ts';
import './text/en/session.ts';
import './text/en/shared.ts';
