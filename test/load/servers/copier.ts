/** A tenant in a process of its own that takes out rows as fast as they come: `copier.ts` with CredentialsView as JSON on stdin. */
import { json } from 'node:stream/consumers';
import type { CredentialsView } from '../../../api/contract/credentials.ts';
import { connect } from '../../../scripts/demo/writer.ts';

const client = await connect((await json(process.stdin)) as CredentialsView);
client.connection.once('copyData', () => process.stdout.write('copying\n'));
await client.query("copy (select repeat('x', 1000) from generate_series(1, 100000000)) to stdout");
