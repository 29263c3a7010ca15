/**
 * The thread that carries the bytes of all tenants, so that they pass beside the API and the reconcile loops.
 * It does as it is ordered, and reports whether its ports are open.
 */

import { constants } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import { Gateway } from './gateway.ts';
import type { Order, Report, ThreadData } from './messages.ts';

const { certificate, key, clients } = workerData as ThreadData; // as the host wrote it
const secureContext = createSecureContext({
  cert: certificate,
  key,
  minVersion: 'TLSv1.2',
  // as PostgreSQL: no renegotiation, and nothing kept of a session that has ended
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
});
const gateways = new Map<string, Gateway>();
const report = (message: Report) => parentPort?.postMessage(message);

function open({ id, ports, access }: Order & { do: 'open' }): void {
  const gateway = new Gateway({
    ports,
    access,
    secureContext,
    hasRoom: () => [...gateways.values()].reduce((sum, { clientCount }) => sum + clientCount, 0) < clients,
    report: (port, fault) => report({ tells: 'port', id, port, fault }),
  });
  gateways.set(id, gateway);
}

async function close({ id }: Order & { do: 'close' }): Promise<void> {
  const gateway = gateways.get(id);
  gateways.delete(id);
  await gateway?.close();
  report({ tells: 'closed', id });
}

parentPort?.on('message', (order: Order) => {
  if (order.do === 'open') open(order);
  if (order.do === 'lead') gateways.get(order.id)?.lead(order.routes);
  if (order.do === 'close') void close(order);
});
