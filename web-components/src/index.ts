/** All elements; importing this file defines them. */
export { PgAuditLog } from './pg-audit-log/pg-audit-log.ts';
export { PgConnectionInfo } from './pg-connection-info/pg-connection-info.ts';
export { PgConsole } from './pg-console/pg-console.ts';
export { PgCreateDatabase } from './pg-create-database/pg-create-database.ts';
export { PgDatabase } from './pg-database/pg-database.ts';
export { PgDatabaseSettings } from './pg-database/pg-database-settings.ts';
export { PgDeleteDatabase } from './pg-database/pg-delete-database.ts';
export { PgDatabaseList } from './pg-database-list/pg-database-list.ts';
export { PgInstances } from './pg-instances/pg-instances.ts';
export { PgLogin } from './pg-login/pg-login.ts';
export { PgServerLog } from './pg-server-log/pg-server-log.ts';
export { PgServiceEvents } from './pg-service-events/pg-service-events.ts';
export { PgTimeline } from './pg-timeline/pg-timeline.ts';
export type { GetToken } from './platform/client.ts';
export type { DatabaseRef, ListFilter, PgEvents } from './platform/events.ts';
export { setLanguage } from './text/locale.ts';
