import { TerraformStack } from 'cdktf';
import { makeApp } from '../../stacks/app.ts';
import { openstackConfig, synthesise, type TerraformJson } from './synth.ts';

/** Every stack of every platform, fully configured. */
export function allStacks(): readonly (readonly [name: string, json: TerraformJson])[] {
  return [openstackConfig()].flatMap((config) => {
    const stacks = makeApp(config).node.children.filter((child) => TerraformStack.isStack(child));
    return stacks.map((stack) => [`${config.PLATFORM}/${stack.node.id}`, synthesise(stack)] as const);
  });
}
