/** The console for pages of others. The styles of all views come with the first file: beside the others they compress best. */
import '../src/parts/base.css?inline';
import '../src/pg-console/pg-console.css?inline';
import '../src/pg-database-list/pg-database-list.css?inline';
import '../src/pg-create-database/pg-create-database.css?inline';
import '../src/pg-database/pg-database.css?inline';
import '../src/pg-instances/pg-instances.css?inline';
import '../src/parts/panel.css?inline';
import '../src/pg-database/pg-database-settings.css?inline';
import '../src/pg-database/pg-delete-database.css?inline';
import '../src/parts/tabs.css?inline';
import '../src/pg-connection-info/pg-connection-info.css?inline';
import '../src/pg-timeline/history.css?inline';
import '../src/pg-login/pg-login.css?inline';

export { PgConsole } from '../src/pg-console/pg-console.ts';
