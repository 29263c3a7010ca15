import type { User } from './ports.ts';

/** Who is asking, and what they may do. */
export interface Actor {
  readonly name: string;
  readonly user: User;
  /** Id of the token they came with. */
  readonly tokenId: string;
  /** RFC 3339. */
  readonly tokenExpiresAt: string;
}

/** An admin may do everything; a member everything within their projects. */
export const mayUse = ({ user }: Actor, project: string) => user.role === 'admin' || user.projects.includes(project);

/** The projects to look in: what was asked for, cut down to what is theirs; undefined means all there are. */
export function visibleProjects({ user }: Actor, asked: string | undefined): readonly string[] | undefined {
  if (user.role === 'admin') return asked === undefined ? undefined : [asked];
  return asked === undefined ? user.projects : user.projects.filter((project) => project === asked);
}
