import pg from 'pg';

/** What a server may ask for that would give the password, or what is as good as it, to whoever asks. */
const UNSAFE = ['authenticationCleartextPassword', 'authenticationMD5Password'];

/**
 * A connection of the platform's own. Its password is proven with SCRAM and never sent: a stranger who listens in place of the
 * server learns nothing.
 */
export class ScramClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const connection = this.connection;
    for (const request of UNSAFE) {
      // Before the listener of `pg`, whose answer then finds the connection closed.
      connection.on(request, () =>
        connection.stream.destroy(
          new Error('The server asks for the password itself instead of SCRAM-SHA-256, so it did not get it. Is it the right one?'),
        ),
      );
    }
  }
}
