/** What travels between the elements and the API: the contract's own types, nothing restated. */
export type {
  CredentialsView,
  DatabasePageView,
  DatabaseView,
  PlanView,
} from '../../../api/contract/database.ts';
export type { AuditEntryView, AuditPageView, ServiceEventPageView, ServiceEventView } from '../../../api/contract/history.ts';
export type { OptionsView } from '../../../api/contract/platform.ts';
export type { ProblemView } from '../../../api/contract/problem.ts';
export type { MeView, SessionView } from '../../../api/contract/session.ts';
