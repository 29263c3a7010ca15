/** `npm run doctor`: whether a deploy can succeed, asked before anything is made. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type OpenstackConfig, readConfig, type StacksConfig } from '../stacks/config.ts';
import { attempt } from './terraform/attempt.ts';
import { withCloud } from './terraform/clouds.ts';
import { destinationOf } from './terraform/kubeconfig.ts';
import { openstackApi } from './terraform/openstack-api.ts';
import { examine, type Finding } from './terraform/openstack-examination.ts';
import { findTerraform } from './terraform/program.ts';

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) {
  console.log(`usage: npm run doctor
Checks settings, programs and, on OpenStack, credentials, clock, image, flavor, network and quotas for a platform that is made
from nothing. Each finding says what to do. Exit code 0 when nothing stands in the way, 1 otherwise.`);
  process.exit(0);
}

await attempt(async () => {
  const config = readConfig(process.env);
  console.log(`PLATFORM=${config.PLATFORM}: the settings are usable`);
  const findings = [...programs(config), ...(await surroundings(config))];
  for (const { what, todo } of findings) console.log(`  ${what}\n    ${todo}`);
  console.log(findings.length === 0 ? 'Nothing stands in the way of a deploy.' : `${findings.length} findings.`);
  return findings.length === 0 ? 0 : 1;
});

function programs(config: StacksConfig): Finding[] {
  const findings: Finding[] = [];
  try {
    findTerraform(process.env);
  } catch (error) {
    findings.push({ what: String(error instanceof Error ? error.message : error), todo: 'Both are single programs to put on the PATH.' });
  }
  if (config.PLATFORM === 'openstack') findings.push(...keys(config));
  return findings;
}

/** `bootstrap` logs in with the private half of the key. */
function keys({ SSH_PUBLIC_KEY }: OpenstackConfig): Finding[] {
  const { error } = spawnSync('ssh', ['-V'], { stdio: 'ignore' });
  if (error) return [{ what: 'There is no ssh on the PATH.', todo: 'Install the OpenSSH client: npm run bootstrap needs it.' }];
  const { stdout } = spawnSync('ssh-add', ['-L'], { encoding: 'utf8' });
  const body = SSH_PUBLIC_KEY.trim().split(' ')[1] ?? '';
  if (stdout?.includes(body)) return [];
  return [
    {
      what: 'The SSH agent does not hold the private key of SSH_PUBLIC_KEY.',
      todo: 'ssh-add FILE; or give it to npm run bootstrap: -- --ssh=-i --ssh=FILE',
    },
  ];
}

async function surroundings(config: StacksConfig): Promise<Finding[]> {
  try {
    if (config.PLATFORM === 'openstack') return await examine(await openstackApi(withCloud(process.env)), config);
    if (config.PLATFORM === 'kubernetes') destinationOf(config.KUBECONFIG, config.KUBE_CONTEXT);
    return config.PLATFORM === 'stackit' ? stackitKey() : [];
  } catch (error) {
    return [{ what: error instanceof Error ? error.message : String(error), todo: 'Nothing else could be asked.' }];
  }
}

function stackitKey(): Finding[] {
  const given = ['STACKIT_SERVICE_ACCOUNT_KEY_PATH', 'STACKIT_SERVICE_ACCOUNT_KEY', 'STACKIT_SERVICE_ACCOUNT_TOKEN'];
  if (given.some((name) => process.env[name])) return [];
  return [{ what: `None of ${given.join(', ')} is set.`, todo: 'Make a service account key in the portal and name its file.' }];
}
