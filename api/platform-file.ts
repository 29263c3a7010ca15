import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PLATFORM_DEFAULTS, type Platform } from '../constructs/manifests/props.ts';
import type { ProjectSettings } from './backends/cnpg/cluster-requests.ts';

const ObjectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'Not a name of a Kubernetes object: lower-case letters, digits, "-" and ".".');

const Size = z.strictObject({ cpuMillis: z.int().min(50), memoryMiB: z.int().min(128), walStorageGiB: z.int().min(0) });

/** What a Kubernetes offers and what a new project gets; fields that are not given have the defaults of constructs/manifests. */
const PlatformFile = z.strictObject({
  storageClass: ObjectName.optional(),
  imageCatalog: ObjectName.default(PLATFORM_DEFAULTS.imageCatalog),
  antiAffinity: z.enum(['required', 'preferred', 'off']).default(PLATFORM_DEFAULTS.antiAffinity),
  sizes: z.strictObject({ small: Size, medium: Size, large: Size }).default(PLATFORM_DEFAULTS.sizes),
  delays: z
    .strictObject({
      switchoverSeconds: z.int().min(1),
      stopSeconds: z.int().min(1),
      smartShutdownSeconds: z.int().min(1),
      primaryLeaseSeconds: z.int().min(3).default(PLATFORM_DEFAULTS.delays.primaryLeaseSeconds),
    })
    .default(PLATFORM_DEFAULTS.delays),
  probePeriodSeconds: z.int().min(1).max(60).default(PLATFORM_DEFAULTS.probePeriodSeconds),
  objectStore: ObjectName.optional(),
  clientNamespaces: z.array(ObjectName).default([]),
  serverNames: z.array(z.string()).default([]),
  quota: z
    .strictObject({ cpus: z.int().min(1), memoryGiB: z.int().min(1), storageGiB: z.int().min(1), databases: z.int().min(1) })
    .default({ cpus: 32, memoryGiB: 128, storageGiB: 2000, databases: 50 }),
  serviceAccount: z.strictObject({ namespace: ObjectName, name: ObjectName }).default({ namespace: 'postgres-paas', name: 'api' }),
});

export interface KubernetesSettings {
  readonly platform: Platform;
  readonly project: ProjectSettings;
}

/** @param file JSON; undefined for the defaults. @throws Error, a sentence with every fault */
export function readPlatformFile(file: string | undefined): KubernetesSettings {
  const { success, data, error } = PlatformFile.safeParse(file === undefined ? {} : jsonIn(file));
  if (!success) throw new Error(`${file} does not describe a platform:\n${z.prettifyError(error)}`);
  const { quota, serviceAccount, storageClass, objectStore, ...platform } = data;
  return { platform: { ...platform, storageClass, objectStore }, project: { quota, serviceAccount } };
}

function jsonIn(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
