import { z } from 'zod';

/** The few questions that the scripts and the lab's tests ask OpenStack itself, past Terraform's idea of it. */
export interface OpenstackApi {
  /** One page of a collection, or one object. @throws OpenstackError for an answer that is no success */
  get(service: Service, path: string): Promise<unknown>;
  /** By how many milliseconds the clock of OpenStack is ahead of ours. */
  readonly skewMs: number;
  send(method: 'POST' | 'PUT' | 'DELETE', target: { service: Service; path: string }, body?: unknown): Promise<unknown>;
}

/** Types in the service catalogue. */
type Service = 'compute' | 'network' | 'volumev3' | 'image';

class OpenstackError extends Error {}

const Catalog = z.object({
  token: z.object({
    catalog: z.array(
      z.object({ type: z.string(), endpoints: z.array(z.object({ interface: z.string(), region: z.string(), url: z.string() })) }),
    ),
  }),
});

/** The OS_* variables that `openstackApi` understands. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Logs in with OS_* variables: password or application credential.
 * @throws OpenstackError that names what is missing, or says that Keystone refused
 */
export async function openstackApi(environment: Environment): Promise<OpenstackApi> {
  const authUrl = environment.OS_AUTH_URL?.replace(/\/(v3\/?)?$/, '');
  if (!authUrl) throw new OpenstackError('OS_AUTH_URL is not set; source the openrc file of your project.');
  const answer = await request('POST', `${authUrl}/v3/auth/tokens`, { headers: {}, body: { auth: login(environment) } });
  const token = answer.headers.get('x-subject-token') ?? '';
  const { catalog } = Catalog.parse(await answer.json()).token;
  const region = environment.OS_REGION_NAME;
  const urlOf = (service: Service, path: string) => {
    const endpoints = catalog.find(({ type }) => type === service || (service === 'volumev3' && type === 'block-storage'))?.endpoints ?? [];
    const endpoint = endpoints.find((one) => one.interface === 'public' && (!region || one.region === region));
    if (!endpoint)
      throw new OpenstackError(`The service catalogue has no public ${service} endpoint${region ? ` in region ${region}` : ''}.`);
    const base = endpoint.url.replace(/\/$/, '');
    const version = { network: '/v2.0', image: '/v2', compute: '', volumev3: '' }[service];
    return `${base.endsWith(version) ? base : `${base}${version}`}${path}`;
  };
  const headersFor = (service: Service) => ({
    'x-auth-token': token,
    ...(service === 'compute' && { 'x-openstack-nova-api-version': '2.64' }),
  });
  return {
    skewMs: Date.parse(answer.headers.get('date') ?? '') - Date.now() || 0,
    get: async (service, path) => (await request('GET', urlOf(service, path), { headers: headersFor(service) })).json(),
    async send(method, { service, path }, body) {
      const text = await (await request(method, urlOf(service, path), { headers: headersFor(service), body })).text();
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

async function request(method: string, url: string, { headers, body }: Sent): Promise<Response> {
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
  const answer = await fetch(url, { method, headers, ...content, signal: AbortSignal.timeout(120_000) });
  if (answer.ok) return answer;
  throw new OpenstackError(`${method} ${url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
}

function login(environment: Environment) {
  if (environment.OS_APPLICATION_CREDENTIAL_ID) {
    const credential = { id: environment.OS_APPLICATION_CREDENTIAL_ID, secret: environment.OS_APPLICATION_CREDENTIAL_SECRET };
    return { identity: { methods: ['application_credential'], application_credential: credential } };
  }
  const user = { name: environment.OS_USERNAME, password: environment.OS_PASSWORD, domain: domain('USER', environment) };
  const named = { name: environment.OS_PROJECT_NAME, domain: domain('PROJECT', environment) };
  const project = environment.OS_PROJECT_ID ? { id: environment.OS_PROJECT_ID } : named;
  return { identity: { methods: ['password'], password: { user } }, scope: { project } };
}

function domain(whose: 'USER' | 'PROJECT', environment: Environment) {
  const id = environment[`OS_${whose}_DOMAIN_ID`];
  return id ? { id } : { name: environment[`OS_${whose}_DOMAIN_NAME`] ?? 'Default' };
}
