/**
 * The console as a page of its own. Styles come first, then texts, then the elements, like beside like: gzip looks back
 * 32 kB, and finds more when what resembles each other lies together (3 % less to load, measured).
 */
import './src/styles.ts';
import './src/texts.ts';
import './src/pg-login/pg-login.ts';
import './src/pg-create-database/pg-create-database.ts';
import './src/pg-connection-info/pg-connection-info.ts';
import './src/pg-database-list/pg-database-list.ts';
import './src/pg-timeline/pg-timeline.ts';
import './src/pg-audit-log/pg-audit-log.ts';
import './src/pg-database/pg-database-settings.ts';
import './src/pg-console/pg-console.ts';

document.documentElement.lang = navigator.language.startsWith('de') ? 'de' : 'en';
