import { randomBytes } from 'node:crypto';
import { namespaceOf } from '../../../constructs/manifests/labels.ts';
import type { DatabaseRef } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import type { KubernetesClient } from './client.ts';
import { isReason, toDomainError } from './kubernetes-error.ts';

interface Secret {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly data: Readonly<Record<string, string>>;
}

const pathOf = ({ project, name }: DatabaseRef, suffix: string) => `/api/v1/namespaces/${namespaceOf(project)}/secrets/${name}-${suffix}`;

const plain = (base64: string) => Buffer.from(base64, 'base64').toString();
const encoded = (text: string) => Buffer.from(text).toString('base64');

/** @throws DomainError `unavailable` while there is none */
async function read(client: KubernetesClient, ref: DatabaseRef, suffix: 'app' | 'ca'): Promise<Secret> {
  try {
    return await client.request<Secret>({ method: 'GET', path: pathOf(ref, suffix) });
  } catch (error) {
    if (isReason(error, 'NotFound'))
      throw new DomainError('unavailable', 'The database is still being made; its password does not exist yet.');
    throw toDomainError(error);
  }
}

/** A Secret that the operator makes for a database, in plain text. @throws DomainError `unavailable` while there is none */
export async function readSecret(
  client: KubernetesClient,
  ref: DatabaseRef,
  suffix: 'app' | 'ca',
): Promise<Readonly<Record<string, string>>> {
  const { data } = await read(client, ref, suffix);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
}

/**
 * Puts a new password into the `-app` Secret: the operator then gives it to the role. It stands in several of its values
 * (URIs, a line for .pgpass), which stay right. Returns the way to put back what was there.
 * @throws DomainError `unavailable`, `revision_conflict` when somebody else changed it at the same time
 */
export async function renewPassword(client: KubernetesClient, ref: DatabaseRef): Promise<() => Promise<void>> {
  const before = await read(client, ref, 'app');
  const data = withPassword(before.data, randomBytes(32).toString('base64url'));
  await write(client, ref, { ...before, data });
  return () => write(client, ref, { data: before.data });
}

async function write(client: KubernetesClient, ref: DatabaseRef, { metadata, data }: Secret): Promise<void> {
  const guard = metadata?.resourceVersion === undefined ? {} : { metadata: { resourceVersion: metadata.resourceVersion } };
  try {
    await client.request({ method: 'PATCH', path: pathOf(ref, 'app'), body: { ...guard, data } });
  } catch (error) {
    throw toDomainError(error);
  }
}

/** Pure: all values with the new password where the old one stood, plain or as part of a URI. */
function withPassword(data: Readonly<Record<string, string>>, password: string): Record<string, string> {
  const old = plain(data.password ?? '');
  const replaced = (text: string) =>
    old === '' ? text : text.replaceAll(old, password).replaceAll(encodeURIComponent(old), encodeURIComponent(password));
  const values = Object.entries(data).map(([key, value]) => [key, encoded(replaced(plain(value)))] as const);
  return { ...Object.fromEntries(values), password: encoded(password) };
}
