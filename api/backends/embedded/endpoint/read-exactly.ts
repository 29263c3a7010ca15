import type { Duplex } from 'node:stream';

/** The next bytes of a stream that nobody else reads; what has come beyond them stays in it. @throws when it ends before */
export function readExactly(stream: Duplex, length: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let read = Buffer.alloc(0);
  const take = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk]);
    if (read.length < length) return;
    stop();
    if (read.length > length) stream.unshift(read.subarray(length));
    resolve(read.subarray(0, length));
  };
  const end = () => {
    stop();
    reject(new Error('The client has ended in the middle of a packet.'));
  };
  const stop = () => {
    stream.pause();
    stream.off('data', take).off('end', end).off('close', end);
  };
  if (stream.readableEnded || stream.destroyed) end();
  else stream.on('data', take).once('end', end).once('close', end).resume();
  return promise;
}
