import type { User } from './ports.ts';

/** Who is asking. What they may do is in policy.ts. */
export interface Actor {
  readonly name: string;
  readonly user: User;
  /** Id of the token they came with. */
  readonly tokenId: string;
  /** RFC 3339. */
  readonly tokenExpiresAt: string;
}
