import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import { z } from 'zod';
import type { LiveResource } from './provider.ts';
import { conform, type Typed, typeOfKind, wireType } from './typed.ts';
import { unknown, type Value } from './values.ts';

/** A `kubectl` of the cluster that manifests are applied to: program and first arguments. */
export type Kubectl = readonly [program: string, ...args: string[]];

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
type Manifest = z.output<typeof Manifest>;
const Wait = z.array(z.looseObject({ fields: z.record(z.string(), z.string()).nullish() })).nullish();

/** What the API server keeps for itself, which the provider leaves out of its state. */
const SERVER_SIDE = ['uid', 'creationTimestamp', 'resourceVersion', 'generation', 'managedFields', 'selfLink'];

/**
 * `kubernetes_manifest` by a real API server. As the provider does: what is planned for `object` is the manifest in the form
 * that the API server describes, each field that is not given unknown, each field of a map exactly as given, paths in
 * `computed_fields` unknown when they change; what is answered after the apply is what the server then holds. Whether the
 * two agree is judged by Terraform.
 */
export function liveManifest(kubectl: Kubectl): LiveResource {
  const run = async (...args: string[]) => {
    const [program, ...first] = kubectl;
    return (await promisify(execFile)(program, [...first, ...args], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })).stdout;
  };
  const types = new Map<string, Promise<Typed>>();
  const typeFor = ({ apiVersion, kind }: Manifest) => {
    const [group = '', version = ''] = apiVersion.split('/');
    const path = `/openapi/v3/apis/${apiVersion}`;
    const known =
      types.get(apiVersion + kind) ?? run('get', '--raw', path).then((text) => typeOfKind(JSON.parse(text), { group, version, kind }));
    types.set(apiVersion + kind, known);
    return known;
  };
  const nameOf = ({ kind, apiVersion, metadata }: Manifest) => {
    const resource = `${kind}.${apiVersion.split('/').reverse().join('.')}/${metadata.name}`.toLowerCase();
    return metadata.namespace ? [resource, '-n', metadata.namespace] : [resource];
  };
  const find = async (manifest: Manifest) => {
    const text = await run('get', ...nameOf(manifest), '-o', 'json', '--ignore-not-found');
    return text === '' ? undefined : withoutServerSide(JSON.parse(text));
  };
  const answer = async (state: Value, manifest: Manifest): Promise<Value | null> => {
    const [typed, found] = [await typeFor(manifest), await find(manifest)];
    return found
      ? {
          ...state,
          object: dynamic(
            typed,
            conform(typed, found, () => null),
          ),
        }
      : null;
  };
  return {
    async plan(prior, proposed) {
      const manifest = manifestOf(proposed);
      const typed = await typeFor(manifest);
      const before = prior ? { manifest: manifestOf(prior), object: contentOf(prior.object) } : undefined;
      const planned = conform(typed, manifest, (path) => unsetField(path, before));
      return { ...proposed, object: dynamic(typed, computed(proposed, planned, { manifest, before })) };
    },
    async apply(prior, planned) {
      if (!planned) {
        if (prior) await run('delete', ...nameOf(manifestOf(prior)), '--ignore-not-found', '--wait=true', '--timeout=300s');
        return null;
      }
      const manifest = manifestOf(planned);
      if (!prior && (await find(manifest))) throw new Error(`Cannot create ${nameOf(manifest).join(' ')}: it is there already`);
      await applyServerSide(kubectl, manifest, fieldManagerOf(planned));
      for (const [path, value] of fieldsToWaitFor(planned))
        await run('wait', ...nameOf(manifest), `--for=jsonpath={.${path}}=${value}`, '--timeout=600s');
      return answer(planned, manifest);
    },
    read: (current) => answer(current, manifestOf(current)),
  };
}

interface Before {
  readonly manifest: Manifest;
  readonly object: unknown;
}

/** A field that was never given keeps what the server made of it; a new one, or one that is given up, is the server's to say. */
function unsetField(path: readonly string[], before: Before | undefined): unknown {
  if (!before || at(before.manifest, path) !== undefined) return unknown;
  return at(before.object, path) ?? null;
}

function computed(proposed: Value, planned: unknown, { manifest, before }: { manifest: Manifest; before: Before | undefined }): unknown {
  const paths = z.array(z.string()).nullish().parse(proposed.computed_fields) ?? ['metadata.labels', 'metadata.annotations'];
  for (const text of paths) {
    const path = text.split('.');
    const now = at(manifest, path);
    const isSame = before !== undefined && isDeepStrictEqual(now, at(before.manifest, path));
    if (now !== undefined) set(planned, path, isSame ? (at(before.object, path) ?? unknown) : unknown);
  }
  return planned;
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inside, name) => (typeof inside === 'object' && inside !== null && name in inside ? Reflect.get(inside, name) : undefined),
    value,
  ) ?? undefined;

function set(value: unknown, path: readonly string[], to: unknown) {
  const parent = at(value, path.slice(0, -1));
  if (typeof parent === 'object' && parent !== null) Reflect.set(parent, path.at(-1) ?? '', to);
}

/** A value of dynamic type travels with its type. */
const dynamic = (typed: Typed, value: unknown) => [Buffer.from(JSON.stringify(wireType(typed))), value];
const contentOf = (value: unknown) => z.tuple([z.unknown(), z.unknown()]).parse(value)[1];

/** Terraform gives every attribute of an object literal; those it knows nothing of are null. */
function manifestOf(state: Value): Manifest {
  return Manifest.parse(withoutNulls(contentOf(state.manifest)));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .map(([name, one]) => [name, withoutNulls(one)]),
  );
}

function withoutServerSide(object: unknown): unknown {
  const { status: _, metadata, ...rest } = z.looseObject({ metadata: z.looseObject({}) }).parse(object);
  return { ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !SERVER_SIDE.includes(name))) };
}

const fieldManagerOf = ({ field_manager }: Value) =>
  z
    .array(z.looseObject({ name: z.string().nullish() }))
    .nullish()
    .parse(field_manager)?.[0]?.name ?? 'Terraform';

const fieldsToWaitFor = ({ wait }: Value): [string, string][] => Object.entries(Wait.parse(wait)?.[0]?.fields ?? {});

async function applyServerSide([program, ...args]: Kubectl, manifest: Manifest, manager: string): Promise<void> {
  const done = promisify(execFile)(program, [...args, 'apply', '--server-side', `--field-manager=${manager}`, '-f', '-'], {
    encoding: 'utf8',
  });
  done.child.stdin?.end(JSON.stringify(manifest));
  await done;
}
