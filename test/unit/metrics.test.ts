import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metrics } from '../../api/subscribers/metrics.ts';

const sample = (text: string, name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);

test('the watch of Kubernetes is told as it is at the scrape, and not at all without one', async () => {
  const meters = metrics();
  assert.doesNotMatch(await meters.render(), /kubernetes_watch/);
  const health = { connected: true, heardAt: performance.now() - 5_000, relists: 1, unparsable: 0 };
  meters.kubernetesWatch(health);
  const before = await meters.render();
  assert.equal(sample(before, 'kubernetes_watch_connected'), 1);
  assert.ok(sample(before, 'kubernetes_watch_silence_seconds') >= 5);
  Object.assign(health, { connected: false, heardAt: performance.now(), relists: 2, unparsable: 1 });
  const after = await meters.render();
  assert.equal(sample(after, 'kubernetes_watch_connected'), 0);
  assert.ok(sample(after, 'kubernetes_watch_silence_seconds') < 5);
  assert.equal(sample(after, 'kubernetes_watch_lists'), 2);
  assert.equal(sample(after, 'kubernetes_watch_unparsable_lines'), 1);
});

test('before it was ever heard, the silence counts from the start', async () => {
  const meters = metrics();
  meters.kubernetesWatch({ connected: false, heardAt: undefined, relists: 0, unparsable: 0 });
  assert.ok(sample(await meters.render(), 'kubernetes_watch_silence_seconds') < 60);
});
