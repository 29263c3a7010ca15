/** A receiver of webhooks that costs as little as can be: 204 to everything, and never an answer under /hang. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveParent } from '../server-process.ts';

let received = 0;
const lags: number[] = [];

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', () => {
    if (request.url === '/hang') return;
    const at = /"time":"([^"]+)"/.exec(text)?.[1];
    if (at) lags.push(Date.now() - Date.parse(at));
    received += 1;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo; // it listens on a port
  serveParent({
    ...{ url: `http://127.0.0.1:${port}`, token: '' },
    actions: { received: () => received, lags: () => lags.splice(0) },
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  });
});
