/** The platform killed between what Kubernetes has done and what its own database has recorded, over any API server: see decision 21. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { KubernetesClient } from '../../api/backends/cnpg/client.ts';
import { pathOf } from '../../api/backends/cnpg/cluster-requests.ts';
import type { DatabaseView } from '../../api/contract/database.ts';
import type { Cluster } from '../../constructs/manifests/objects.ts';
import { type PlatformProcess, startPlatform } from '../../scripts/demo/platform-process.ts';
import { apiClient } from './api-client.ts';
import { JWT_SECRET } from './control-plane.ts';
import { eventually } from './eventually.ts';
import { temporaryStateServer } from './state-server.ts';

export interface ReachableServer {
  readonly kubeconfig: string;
  readonly platformFile?: string;
  /** To see what is there without the platform. */
  readonly client: KubernetesClient;
  stop?(): Promise<void>;
}

type StateServer = Awaited<ReturnType<typeof temporaryStateServer>>;

const ADMIN_PASSWORD = 'a-password-for-this-test-alone';
const ref = { project: 'killed', name: 'orders' };
const path = `/api/databases/${ref.name}?project=${ref.project}`;

export function killedPlatformTests(title: string, open: () => Promise<ReachableServer>): void {
  describe(title, () => {
    let [server, state, auditor, env]: [ReachableServer, StateServer, pg.Client, Record<string, string>] = [] as never;
    let platform: PlatformProcess;
    before(async () => {
      server = await open();
      state = await temporaryStateServer();
      const { host, port, user, password, database } = state.connection;
      auditor = new pg.Client({ host, port, user, password, database });
      await auditor.connect();
      env = {
        ...{ PAAS_BACKEND: 'cnpg', PAAS_KUBECONFIG: server.kubeconfig, PAAS_ADMIN_PASSWORD: ADMIN_PASSWORD, PAAS_JWT_SECRET: JWT_SECRET },
        PAAS_STATE_URL: `postgresql://${user}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`,
        ...(server.platformFile && { PAAS_KUBE_PLATFORM: server.platformFile }),
      };
      platform = startPlatform({ env });
    });
    after(async () => {
      await platform.stop('SIGKILL');
      await server.client.request({ method: 'DELETE', path: pathOf(ref), body: {} });
      await auditor.end();
      await state.stop();
      await server.stop?.();
    });

    /** When it knows what Kubernetes has. */
    async function login() {
      const api = await apiClient(await platform.url).login('admin', ADMIN_PASSWORD);
      await eventually(async () => assert.ok((await api.get<{ versions: number[] }>('/api/options')).body.versions.length > 0));
      return api;
    }

    const cluster = () => server.client.request<Cluster>({ method: 'GET', path: pathOf(ref) });
    const audited = async () =>
      (
        await auditor.query<{ told: string }>(
          "select action || ' ' || outcome as told from audit_entries where database = $1 order by id",
          [ref.name],
        )
      ).rows.map(({ told }) => told);

    const holdTheRecord = () => auditor.query('begin; lock table audit_entries in exclusive mode');

    /** Nothing can be recorded; when Kubernetes has done it, the platform is killed, and then started again. An entry that was sent is written yet: PostgreSQL carries out a statement whose client is gone. */
    async function killedBeforeItIsRecorded(ask: Promise<unknown>, done: () => Promise<void>): Promise<void> {
      const unanswered = assert.rejects(ask);
      await eventually(done);
      await platform.stop('SIGKILL');
      await auditor.query('rollback');
      await unanswered;
      platform = startPlatform({ env });
    }

    test('killed after a create was made: nobody was promised the database, it is shown, and can be deleted', async () => {
      let api = await login();
      await holdTheRecord();
      await killedBeforeItIsRecorded(api.post('/api/databases', ref), async () => void (await cluster()));
      api = await login();
      const found = await eventually(async () => {
        const answer = await api.get<DatabaseView>(path);
        assert.equal(answer.status, 200);
        return answer.body;
      });
      assert.notEqual(found.status.state, 'deleting');
      const sent = await audited();
      assert.ok(sent.length === 0 || (sent.length === 1 && sent[0] === 'database.create success'), sent.join());
      assert.equal((await api.post('/api/databases', ref)).status, 409);
      assert.equal((await api.delete(path)).status, 202);
      assert.deepEqual((await audited()).slice(sent.length), ['database.create refused', 'database.delete success']);
      await eventually(async () => assert.equal((await api.get(path)).status, 404));
    });

    test('killed after a change was made: the change stays, is shown, and the next one is built on it', async () => {
      let api = await login();
      assert.equal((await api.post('/api/databases', ref)).status, 202);
      await holdTheRecord();
      await killedBeforeItIsRecorded(api.patch(path, { instances: 3 }), async () => assert.equal((await cluster()).spec.instances, 3));
      api = await login();
      await eventually(async () => assert.equal((await api.get<DatabaseView>(path)).body.instances, 3));
      const next = await api.patch<DatabaseView>(path, { labels: { team: 'a' } });
      assert.equal(next.status, 202, next.text);
      assert.deepEqual([next.body.instances, next.body.labels], [3, { team: 'a' }]);
      assert.equal((await audited()).at(-1), 'database.update success');
    });
  });
}
