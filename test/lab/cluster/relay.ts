/**
 * Runs inside the node: takes connections on a Unix socket, which crosses network namespaces because it is a file, and
 * leads each to the `HOST:PORT` its first line names. The name is resolved anew for every connection, so that a
 * connection made after a failover reaches the new primary.
 */
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

const [socketPath] = process.argv.slice(2);
if (!socketPath) throw new Error('usage: relay.ts SOCKET');

rmSync(socketPath, { force: true });
createServer({ allowHalfOpen: true, pauseOnConnect: true }, relay).listen(socketPath);

/** Reads no more than the first line, so that what follows it flows by the pipe. */
function relay(client: Socket) {
  let head = Buffer.alloc(0);
  client.on('error', () => client.destroy());
  client.on('data', function readTarget(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\n');
    if (end < 0) return;
    client.off('data', readTarget).pause();
    client.unshift(head.subarray(end + 1));
    lead(client, head.subarray(0, end).toString());
  });
  client.resume();
}

function lead(client: Socket, address: string) {
  const [host, port] = address.split(':');
  const target = connect({ host: host ?? '', port: Number(port), family: 4, allowHalfOpen: true });
  target.on('error', (error) => {
    console.error(`${address}: ${error.message}`);
    client.destroy();
  });
  client.on('close', () => target.destroy());
  target.on('close', () => client.destroy());
  client.pipe(target);
  target.pipe(client);
}
