import { isIPv4 } from 'node:net';
import type { Middleware } from 'koa';
import { Refusal } from '../refusal.ts';

export interface ListeningAt {
  /** The address or name that the server listens on. */
  readonly host: string;
  /** Names that it has besides. */
  readonly allowedHosts: readonly string[];
}

/**
 * Answers only requests that are for this very server. A page of another site can have its own name lead to a loopback
 * address (DNS rebinding) and would then be of our origin; its requests still carry its name as `Host`. Behind other
 * addresses there are proxies and names that we do not know: there the check begins once names are given.
 */
export function knownHosts({ host, allowedHosts }: ListeningAt): Middleware {
  if (!isLoopback(host) && allowedHosts.length === 0) return (_ctx, next) => next();
  const names = new Set([host, ...LOOPBACK, ...allowedHosts].map(withoutBrackets));
  return ({ req }, next) => {
    const asked = [req.headers.host, absoluteTarget(req.url)].filter((name) => name !== undefined);
    for (const name of asked) if (!names.has(hostnameOf(name))) throw misdirected(name);
    return next();
  };
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

const isLoopback = (host: string) => LOOPBACK.includes(withoutBrackets(host)) || (isIPv4(host) && host.startsWith('127.'));

const withoutBrackets = (host: string) => host.toLowerCase().replace(/^\[|\]$/g, '');

/** The name without its port. */
const hostnameOf = (host: string) => withoutBrackets(host.replace(/:\d*$/, ''));

/** The host in `GET http://host/path HTTP/1.1`, which goes before the header. */
const absoluteTarget = (target = '') =>
  target.startsWith('/') ? undefined : /^[a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(target)?.[1];

const misdirected = (host: string) =>
  new Refusal(
    'misdirected',
    `This platform does not answer for the host "${host.slice(0, 100)}". Use the address it told when it started, or have whoever runs it add the name to PAAS_ALLOWED_HOSTS.`,
  );
