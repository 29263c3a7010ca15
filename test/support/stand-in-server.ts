import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

const message = (type: string, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
};

/** SQLSTATE cannot_connect_now. */
export const STARTING = message('E', Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0'));

/**
 * As much of a PostgreSQL as the endpoint sees: a Unix socket, and the first messages of a session. Sessions are let in at once,
 * unless a test wants it otherwise; what they say afterwards is sent back.
 */
export class StandInServer {
  readonly path: string;
  /** Process id and secret of every session. */
  readonly key = Buffer.from(`key-${Math.random().toString(36).slice(2, 6)}`);
  readonly cancelled: Buffer[] = [];
  readonly sessions = new Set<Socket>();
  /** What happens when a session begins. */
  begin = (socket: Socket): void => this.letIn(socket);
  readonly #server: Server;

  private constructor(path: string) {
    this.path = path;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  static async listen(path: string): Promise<StandInServer> {
    const made = new StandInServer(path);
    made.#server.listen(path);
    await once(made.#server, 'listening');
    return made;
  }

  /** AuthenticationOk, BackendKeyData, ReadyForQuery. */
  letIn(socket: Socket): void {
    socket.write(Buffer.concat([message('R', Buffer.alloc(4)), message('K', this.key), message('Z', Buffer.from('I'))]));
    socket.pipe(socket);
  }

  close(): void {
    for (const socket of this.sessions) socket.destroy();
    this.#server.close();
  }

  #accept(socket: Socket): void {
    socket.on('error', () => undefined);
    socket.once('data', (packet) => {
      if (packet.length === 16) {
        this.cancelled.push(packet.subarray(8));
        socket.destroy(); // without a word, as PostgreSQL does
        return;
      }
      this.sessions.add(socket);
      socket.once('close', () => this.sessions.delete(socket));
      this.begin(socket);
    });
  }
}
