import { z } from 'zod';
import type { Actor } from '../domain/actor.ts';
import { actionsOf } from '../domain/policy.ts';
import type { User } from '../domain/ports.ts';
import { Text } from './database.ts';

export const Login = z
  .strictObject({
    username: Text.min(1).max(100),
    password: z.string().min(1).max(200),
    deviceToken: z
      .string()
      .max(1000)
      .optional()
      .meta({ description: '`deviceToken` of an earlier login on this device: it is then not slowed by the wrong logins of others.' }),
  })
  .meta({ id: 'Login' });

const UserResource = z
  .strictObject({
    username: z.string(),
    role: z.enum(['admin', 'member']),
    projects: z.array(z.string()).nullable().meta({ description: 'Projects this user works in; null for all.' }),
  })
  .meta({ id: 'User' });

export const Session = z
  .strictObject({
    token: z.string(),
    tokenType: z.literal('Bearer'),
    expiresAt: z.string(),
    user: UserResource,
    deviceToken: z.string().meta({ description: 'Keep it for the next login on this device. It is no right to anything.' }),
  })
  .meta({ id: 'Session' });

export const Me = z
  .strictObject({
    user: UserResource,
    expiresAt: z.string().meta({ description: 'When the token ends.' }),
    may: z.array(z.string()).meta({ description: 'Actions this user is allowed, in each of `user.projects`.' }),
  })
  .meta({ id: 'Me' });

export type SessionView = z.infer<typeof Session>;
export type MeView = z.infer<typeof Me>;

const presentUser = ({ username, role, projects }: User) => ({ username, role, projects: role === 'admin' ? null : [...projects] });

export interface SessionToPresent {
  readonly user: User;
  readonly token: string;
  readonly expiresAt: string;
  readonly deviceToken: string;
}

export const presentSession = ({ user, token, expiresAt, deviceToken }: SessionToPresent): SessionView => ({
  token,
  tokenType: 'Bearer',
  expiresAt,
  user: presentUser(user),
  deviceToken,
});

export const presentMe = (actor: Actor): MeView => ({
  user: presentUser(actor.user),
  expiresAt: actor.tokenExpiresAt,
  may: [...actionsOf(actor)],
});
