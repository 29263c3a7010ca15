/** Requests and responses of the API: the types of its contract. */
export type { CredentialsView } from '../../../api/contract/credentials.ts';
export type { DatabaseView } from '../../../api/contract/database.ts';
export type { DatabasePageView } from '../../../api/contract/database-list.ts';
export type { AuditEntryView, AuditPageView, ServiceEventPageView, ServiceEventView } from '../../../api/contract/history.ts';
export type { OperationPageView, OperationView } from '../../../api/contract/operation.ts';
export type { PlanView } from '../../../api/contract/plan.ts';
export type { OptionsView } from '../../../api/contract/platform.ts';
export type { ProblemView } from '../../../api/contract/problem.ts';
export type { ProjectListView } from '../../../api/contract/project.ts';
export type { LogEntryView, LogListView } from '../../../api/contract/server-log.ts';
export type { MeView, SessionView } from '../../../api/contract/session.ts';
