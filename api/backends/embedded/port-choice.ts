import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports are taken from below the range that systems use for outgoing connections (Linux begins at 32768, others at 49152). */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;

/** Whether nobody listens on this port of 127.0.0.1 right now. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** A port that is free and not in `taken`. @throws when there is none */
export async function chooseFreePort(taken: ReadonlySet<number>): Promise<number> {
  const count = LAST_PORT - FIRST_PORT;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) {
    const port = FIRST_PORT + ((start + step) % count);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`No port between ${FIRST_PORT} and ${LAST_PORT} is free. Delete databases or stop other programs that listen there.`);
}
