import { TerraformStack } from 'cdktf';
import { makeApp } from '../../stacks/app.ts';
import { readConfig } from '../../stacks/config.ts';
import { openstackConfig, stackitConfig, synthesise, type TerraformJson, temporaryOutdir } from './synth.ts';

/** Every stack of every platform, fully configured. */
export function allStacks(): readonly (readonly [name: string, json: TerraformJson])[] {
  const git = { GIT_REPOSITORY: 'https://git.example.test/platform.git' };
  const kubernetes = readConfig({ PLATFORM: 'kubernetes', KUBECONFIG: '/home/ada/.kube/config', ...git });
  return [openstackConfig(git), stackitConfig({ ...git, DNS_NAME: 'db.example.test' }), kubernetes].flatMap((config) => {
    const stacks = makeApp(config, temporaryOutdir()).node.children.filter((child) => TerraformStack.isStack(child));
    return stacks.map((stack) => [`${config.PLATFORM}/${stack.node.id}`, synthesise(stack)] as const);
  });
}
