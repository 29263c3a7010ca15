import { read, write } from '../refusals.ts';
import { route } from '../route.ts';
import { Login, Me, Session } from '../session.ts';

const sessions = { tag: 'Sessions' } as const;

/** Logging in and out. */
export const sessionRoutes = {
  login: route({
    ...sessions,
    auth: 'none',
    id: 'login',
    method: 'post',
    path: '/api/auth/login',
    summary: 'Log in',
    description: 'The token goes into `Authorization: Bearer …`. A page of the same site gets an HttpOnly cookie as well.',
    body: Login,
    responses: { 200: { description: 'A token', schema: Session }, ...write('too_many_requests') },
  }),
  me: route({
    ...sessions,
    auth: 'jwt',
    id: 'me',
    method: 'get',
    path: '/api/auth/me',
    summary: 'Who am I and what may I do',
    responses: { 200: { description: 'You', schema: Me }, ...read },
  }),
  logout: route({
    ...sessions,
    auth: 'jwt',
    id: 'logout',
    method: 'post',
    path: '/api/auth/logout',
    summary: 'End this token',
    responses: { 204: { description: 'It is worthless from now on' }, ...read },
  }),
} as const;
