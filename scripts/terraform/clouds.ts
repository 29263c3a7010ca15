import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

type Environment = Readonly<Record<string, string | undefined>>;

const Clouds = z.object({
  clouds: z.record(
    z.string(),
    z.looseObject({ auth: z.record(z.string(), z.coerce.string()).default({}), region_name: z.string().optional() }),
  ),
});

/** Where OpenStack's clients look for clouds.yaml, in their order. */
const places = () => ['.', join(homedir(), '.config/openstack'), '/etc/openstack'].map((folder) => join(folder, 'clouds.yaml'));

/**
 * The OS_* variables of the cloud that OS_CLOUD names in clouds.yaml, as the provider understands it too. Variables that are
 * set already win. Without OS_CLOUD: the environment as it is.
 *
 * @throws Error when there is no such file, or no such cloud in it
 */
export function withCloud(environment: Environment, files: readonly string[] = places()): Environment {
  const name = environment.OS_CLOUD;
  if (!name) return environment;
  const file = files.find((candidate) => existsSync(candidate));
  if (!file) throw new Error(`OS_CLOUD is "${name}", but there is no clouds.yaml in ${files.join(', ')}.`);
  const { clouds } = Clouds.parse(parse(readFileSync(file, 'utf8')));
  const cloud = clouds[name];
  if (!cloud) throw new Error(`OS_CLOUD is "${name}", but ${file} knows only: ${Object.keys(clouds).join(', ')}.`);
  const auth = Object.fromEntries(Object.entries(cloud.auth).map(([key, value]) => [`OS_${key.toUpperCase()}`, value]));
  return { ...auth, ...(cloud.region_name && { OS_REGION_NAME: cloud.region_name }), ...environment };
}
