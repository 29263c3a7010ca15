/** `npm run listen`: events of a platform, sent to a port of this machine, signed as webhooks are. For those without a public address. */
import { parseArgs } from 'node:util';
import { newSecret } from '../api/subscribers/webhooks/signature.ts';
import { DemoApi } from './demo/api.ts';
import { findPlatform } from './demo/platform.ts';
import { Forwarder } from './listen/forwarder.ts';

const USAGE = `usage: npm run listen -- --forward URL [--url URL --user NAME --password TEXT --data FOLDER]
                     [--project NAME] [--types TYPE,…] [--secret whsec_…]

Sends every event of the platform at --url (without it, of the one that runs here) to --forward, for example
http://127.0.0.1:3000/hook, as a webhook would be sent: signed with --secret, or with one that is made and shown.
--types takes names and beginnings such as database.failover.*; GET /api/events/catalog lists them. Ctrl-C ends it.`;

const { values } = parseArgs({
  options: {
    ...{ help: { type: 'boolean' }, forward: { type: 'string' }, url: { type: 'string' }, project: { type: 'string' } },
    ...{ user: { type: 'string', default: 'admin' }, password: { type: 'string' }, data: { type: 'string' } },
    ...{ types: { type: 'string', default: '*' }, secret: { type: 'string' } },
  },
});
if (values.help || !values.forward || !URL.canParse(values.forward)) {
  if (!values.help)
    console.error(values.forward ? `--forward: "${values.forward}" is no URL.\n` : '--forward is needed: where to send events.\n');
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const platform = await findPlatform({ url: values.url, user: values.user, password: values.password, dataDir: values.data });
const secret = values.secret ?? newSecret('hmac-sha256').secret;
const token = await DemoApi.token(platform.url, platform);
console.log(`events of ${platform.url} go to ${values.forward}`);
if (!values.secret) console.log(`signed with ${secret}`);
const forwarder = new Forwarder({
  ...{ url: platform.url, token, forward: values.forward, secret, project: values.project },
  types: values.types.split(','),
  say: console.log,
});
await forwarder.run(stopping.signal).finally(() => platform.stop());
