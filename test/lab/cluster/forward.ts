/** `forward.ts SOCKET HOST:PORT LOCALPORT`: a loopback port of the machine that leads into the node. Prints its address. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';

export interface Forward {
  readonly port: number;
  close(): void;
}

/** @param target gives `HOST:PORT` as the node knows it, asked for each connection  @param localPort 0 for a free one */
export async function forward(relaySocket: string, target: () => string, localPort = 0): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const relay = connect({ path: relaySocket, allowHalfOpen: true });
    relay.write(`${target()}\n`);
    for (const [from, to] of [[client, relay] as const, [relay, client] as const]) {
      open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  server.listen(localPort, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The forwarder has no TCP address.');
  const close = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return { port: address.port, close };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [relaySocket, target, localPort] = process.argv.slice(2);
  if (!relaySocket || !target) throw new Error('usage: forward.ts SOCKET HOST:PORT [LOCALPORT]');
  const { port } = await forward(relaySocket, () => target, Number(localPort ?? 0));
  console.log(`127.0.0.1:${port}`);
}
