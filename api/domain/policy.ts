import type { Actor } from './actor.ts';
import { type DatabaseRef, describeRef } from './database.ts';
import { DomainError } from './errors.ts';
import type { User } from './ports.ts';

/** Who may do what: the one table. Whoever has the action has it in their projects; an admin's projects are all there are. */
const POLICY = {
  'database.read': ['admin', 'member'],
  'database.create': ['admin', 'member'],
  'database.update': ['admin', 'member'],
  'database.restart': ['admin', 'member'],
  'database.delete': ['admin', 'member'],
  'database.credentials.read': ['admin', 'member'],
  'database.credentials.reset': ['admin', 'member'],
  'webhook.read': ['admin', 'member'],
  'webhook.manage': ['admin', 'member'],
  'audit.read': ['admin', 'member'],
} as const satisfies Readonly<Record<string, readonly User['role'][]>>;

export type Action = keyof typeof POLICY;

const ACTIONS = Object.keys(POLICY) as readonly Action[]; // the table has no other keys

const hasAction = ({ role }: User, action: Action) => (POLICY[action] as readonly User['role'][]).includes(role);

const isIn = ({ role, projects }: User, project: string) => role === 'admin' || projects.includes(project);

export const may = ({ user }: Actor, action: Action, project: string): boolean => hasAction(user, action) && isIn(user, project);

/** What the actor may do in {@link projectsFor} each. */
export const actionsOf = ({ user }: Actor): readonly Action[] => ACTIONS.filter((action) => hasAction(user, action));

/** The projects in which the actor may do this, of those that were asked for; undefined means all there are. */
export function projectsFor({ user }: Actor, action: Action, asked?: string): readonly string[] | undefined {
  if (!hasAction(user, action)) return [];
  if (user.role === 'admin') return asked === undefined ? undefined : [asked];
  return asked === undefined ? user.projects : user.projects.filter((project) => project === asked);
}

/**
 * Refuses what the actor may not do. Of a project that is not theirs they learn nothing: the answer is that of a name
 * that does not exist.
 * @throws DomainError `not_found`, `not_allowed`
 */
export function authorize(actor: Actor, action: Action, ref: DatabaseRef): void {
  if (may(actor, action, ref.project)) return;
  const recordedReason = `"${actor.name}" may not do this (${action}) in project "${ref.project}".`;
  if (action === 'database.create') throw notAllowed(`create databases in project "${ref.project}"`, recordedReason);
  if (!may(actor, 'database.read', ref.project)) throw new DomainError('not_found', `There is no ${describeRef(ref)}.`, { recordedReason });
  throw notAllowed(`do this (${action}) in project "${ref.project}"`, recordedReason);
}

const notAllowed = (what: string, recordedReason: string) =>
  new DomainError('not_allowed', `You may not ${what}. Ask an admin for access.`, { recordedReason });
