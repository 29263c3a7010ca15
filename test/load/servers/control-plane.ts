import { SPEC_DEFAULTS } from '../../../api/domain/database.ts';
import { temporaryControlPlane } from '../../support/control-plane.ts';
import { databaseOf } from '../../support/memory-backend.ts';
import { serveParent } from '../server-process.ts';

const COUNT = 10_000;
const databases = Array.from({ length: COUNT }, (_, index) =>
  databaseOf({ project: `project-${index % 100}`, name: `db-${index}` }, SPEC_DEFAULTS, index + 1),
);

/** The real control plane over a real store, with many databases and none of them running. */
const plane = await temporaryControlPlane({ logLevel: 'info', databases, trustedProxies: 1 });
await allRecorded();
const { token = '' } = await plane.client();

serveParent({
  url: plane.url,
  token,
  stop: () => plane.stop(),
  actions: {
    /** A change is observed now; the bench measures when the stream tells it. */
    change(index) {
      const number = Number(index);
      plane.backend.settle(
        { project: `project-${number % 100}`, name: `db-${number}` },
        { usedBytes: performance.timeOrigin + performance.now() },
      );
    },
  },
});

/** The first events of all databases are written before anything is measured. */
async function allRecorded(): Promise<void> {
  for (;;) {
    const [row] = await plane.store.query<{ count: number }>('select count(*)::int as count from service_events');
    if (row?.count === COUNT) return;
  }
}
