import type { Duplex } from 'node:stream';

/** After so many bytes in one go other connections get a look in; about 0.1 ms of encryption. */
const BURST_BYTES = 128 * 1024;

/**
 * Passes bytes on until their end, at the pace of the slower side, so that nothing piles up. A connection that has much to
 * say waits for the next round of the event loop now and then, so that others are not kept waiting.
 */
export function pump(from: Duplex, to: Duplex, see: (chunk: Buffer) => void): void {
  let burst = 0;
  const goOn = () => {
    burst = 0;
    from.resume();
  };
  from.on('data', (chunk: Buffer) => {
    see(chunk);
    burst += chunk.length;
    const isTaken = to.write(chunk);
    if (isTaken && burst < BURST_BYTES) return;
    from.pause();
    if (isTaken) setImmediate(goOn);
    else to.once('drain', goOn);
  });
  from.once('end', () => to.end());
  from.resume();
}
