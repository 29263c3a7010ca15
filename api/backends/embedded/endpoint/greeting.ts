const [AUTHENTICATION, BACKEND_KEY_DATA, READY_FOR_QUERY] = [0x52, 0x4b, 0x5a]; // R, K, Z
/** Type and length. */
const HEAD_BYTES = 5;

/**
 * Follows what a server says from its first word until the session is ready, without holding anything back. Of all messages
 * it reads two: that the client is authenticated, and the key with which a query of this session can be cancelled.
 */
export class Greeting {
  isAuthenticated = false;
  isReady = false;
  /** Process id and secret, as a CancelRequest repeats them; hexadecimal. */
  cancelKey: string | undefined;
  #unread = Buffer.alloc(0);
  #skip = 0;

  read(chunk: Buffer): void {
    let data = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    for (let taken = this.#take(data); taken > 0 && !this.isReady; taken = this.#take(data)) data = data.subarray(taken);
    this.#unread = Buffer.from(data); // less than one of the short messages
  }

  /** How many bytes are done with; 0 when more must come first. */
  #take(data: Buffer): number {
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, data.length);
      this.#skip -= skipped;
      return skipped;
    }
    if (data.length < HEAD_BYTES) return 0;
    const [type, length] = [data[0], data.readUInt32BE(1) + 1];
    const isRead = type === AUTHENTICATION || type === BACKEND_KEY_DATA;
    if (isRead && data.length < length) return 0;
    if (type === AUTHENTICATION && data.readUInt32BE(HEAD_BYTES) === 0) this.isAuthenticated = true;
    if (type === BACKEND_KEY_DATA) this.cancelKey = data.toString('hex', HEAD_BYTES, length);
    this.isReady = type === READY_FOR_QUERY;
    this.#skip = length;
    return this.#take(data);
  }
}
