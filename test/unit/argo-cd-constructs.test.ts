import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ARGO_CD_VERSION, ArgoCd, type ArgoCdProps } from '../../constructs/argo-cd/argo-cd.ts';
import { RootApplication, type RootApplicationProps } from '../../constructs/argo-cd/root-application.ts';
import { SOURCES } from '../../scripts/schemas.ts';
import { type Attributes, resources, synthesiseParts } from '../support/synth.ts';

const git = { repository: 'https://git.example.test/platform.git', revision: 'main', path: 'gitops/apps' };

function releases(argo: Partial<ArgoCdProps> = {}, root: Partial<RootApplicationProps> = {}) {
  const json = synthesiseParts((stack) => {
    const argoCd = new ArgoCd(stack, 'argo-cd', argo);
    new RootApplication(stack, 'root', { argoCd, ...git, ...root });
  });
  const [argocd, application] = resources(json, 'helm_release');
  if (!argocd || !application) throw new Error('two releases were expected');
  return { argocd, application };
}
const valuesOf = ({ values }: Attributes) => (Array.isArray(values) ? values.map((text) => parse(String(text))) : []);

test('waves of applications wait for each other: an Application is healthy when its sync has ended', () => {
  const [values] = valuesOf(releases().argocd);
  const rule = values.configs.cm['resource.customizations.health.argoproj.io_Application'];
  assert.match(rule, /sync\.status == "Synced"/);
  assert.match(rule, /operationState == nil or obj\.status\.operationState\.phase == "Succeeded"/);
});

test('an autoscaler without figures holds nothing back: a new pod has none, and some clusters never do', () => {
  const [values] = valuesOf(releases().argocd);
  const rule = values.configs.cm['resource.customizations.health.autoscaling_HorizontalPodAutoscaler'];
  assert.match(rule, /^hs = \{ status = "Healthy"/);
  assert.doesNotMatch(rule, /FailedGetResourceMetric/);
});

test('no label of the chart is overridden: by its own Argo CD finds its settings', () => {
  for (const release of Object.values(releases())) assert.doesNotMatch(JSON.stringify(valuesOf(release)), /labels/i);
});

test('the Argo CD that is installed is the one whose definitions the schemas are taken from', () => {
  const [values] = valuesOf(releases().argocd);
  assert.equal(values.global.image.tag, ARGO_CD_VERSION);
  assert.ok(SOURCES.some(({ module }) => module === `github.com/argoproj/argo-cd/v3@${ARGO_CD_VERSION}`));
});

test('an install that was killed is taken up by the next one, and one that fails is rolled back', () => {
  for (const { upgrade_install, atomic } of Object.values(releases()))
    assert.deepEqual({ upgrade_install, atomic }, { upgrade_install: true, atomic: true });
});

test('the root application waits for Argo CD, which brings its kind', () => {
  const { argocd, application } = releases();
  assert.match(String(application.depends_on), /helm_release\.argo-cd_release/);
  assert.equal(application.namespace, argocd.namespace);
});

test('the chart of the root application travels with the stack', () => {
  assert.match(String(releases().application.chart), /^\.\/assets\//);
});

test('own values lie over ours, so that a person has the last word', () => {
  const [ours, own] = valuesOf(releases({ values: { server: { replicas: 2 } } }).argocd);
  assert.ok(ours.configs);
  assert.deepEqual(own, { server: { replicas: 2 } });
});

const refusals: [because: string, argo: Partial<ArgoCdProps>, root: Partial<RootApplicationProps>, told: RegExp][] = [
  ['a range as chart version', { chartVersion: '^10.0.0' }, {}, /chartVersion is "\^10\.0\.0"/],
  ['a repository that is none', {}, { repository: '' }, /repository is ""/],
  ['a folder outside the repository', {}, { path: '../secrets' }, /path is "\.\.\/secrets"/],
];
for (const [because, argo, root, told] of refusals) test(`refuses ${because}`, () => assert.throws(() => releases(argo, root), told));

test('refuses a repository with a password in it, without repeating the password', () => {
  assert.throws(
    () => releases({}, { repository: 'https://user:hunter2@git.example.test/platform.git' }),
    (error) => error instanceof Error && /repository Secret/.test(error.message) && !error.message.includes('hunter2'),
  );
});
