/** All style sheets of the console, named in one place for the order of the bundle only. */
import './parts/base.css?inline';
import './parts/tabs.css?inline';
import './pg-connection-info/pg-connection-info.css?inline';
import './pg-console/pg-console.css?inline';
import './pg-create-database/pg-create-database.css?inline';
import './pg-database-list/pg-database-list.css?inline';
import './pg-database/pg-database-settings.css?inline';
import './pg-database/pg-database.css?inline';
import './pg-database/pg-delete-database.css?inline';
import './pg-login/pg-login.css?inline';
import './pg-timeline/history.css?inline';
