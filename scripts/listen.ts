/** `npm run listen`: events of a platform, sent to a port of this machine, signed as webhooks are. For those without a public address. */
import { parseArgs } from 'node:util';
import { EVENT_TYPES } from '../api/domain/event-catalogue.ts';
import { wantsType } from '../api/domain/webhook.ts';
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
const fault = faultOf(values);
if (values.help || fault || !values.forward) {
  if (!values.help) console.error(`${fault}\n`);
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

await listen(values.forward ?? '').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function listen(forward: string): Promise<void> {
  const url = values.url ?? 'http://127.0.0.1:8080';
  const isThere = await fetch(`${url}/livez`).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new Error(`No platform answers at ${url}. Start one with npm start, or name another with --url.`);
  const platform = await findPlatform({ url: values.url, user: values.user, password: values.password, dataDir: values.data });
  const secret = values.secret ?? newSecret('hmac-sha256').secret;
  const token = await DemoApi.token(platform.url, platform);
  console.log(`events of ${platform.url} go to ${forward}`);
  if (!values.secret) console.log(`signed with ${secret}`);
  const options = { url: platform.url, token, forward, secret, project: values.project, types: values.types.split(',') };
  await new Forwarder({ ...options, say: console.log }).run(stopping.signal);
}

function faultOf({ forward, secret, types }: { forward?: string; secret?: string; types: string }): string | undefined {
  if (!forward) return '--forward is needed: where to send events.';
  if (!/^https?:\/\//.test(forward) || !URL.canParse(forward))
    return `--forward: "${forward}" is no URL that begins with http:// or https://.`;
  if (secret !== undefined && !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret))
    return '--secret: "whsec_" and at least 24 bytes as base64 are needed.';
  const unknown = types.split(',').find((wanted) => !EVENT_TYPES.some((type) => wantsType([wanted], type)));
  return unknown === undefined ? undefined : `--types: no event has the type "${unknown}". GET /api/events/catalog lists them.`;
}
