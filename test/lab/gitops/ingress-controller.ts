/**
 * `ingress-controller.ts KUBECONFIG FOLDER ADDRESS`: in place of the NGINX Ingress Controller, whose program cannot be had. Renders
 * every Ingress of class `nginx` for Debian's NGINX, keeps it in step with pods and certificates, and writes where it is
 * reached into their status. An Ingress with an annotation that it does not know, or with a value that NGINX refuses, is
 * not served, as with the real one; without its certificate a host refuses every handshake.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesClient, kubernetesClient } from '../../../api/backends/cnpg/client.ts';
import { kubernetesConnection } from '../../../api/backends/cnpg/connection.ts';
import { newWatchHealth, type Watched, watchObjects } from '../../../api/backends/cnpg/watch.ts';
import type { Ingress } from '../../../constructs/manifests/objects.ts';

const [kubeconfig, folder, address] = process.argv.slice(2);
if (!kubeconfig || !folder || !address) throw new Error('usage: ingress-controller.ts KUBECONFIG FOLDER ADDRESS');

interface EndpointSlice {
  readonly endpoints?: { readonly addresses: string[]; readonly conditions?: { readonly ready?: boolean } }[];
  readonly ports?: { readonly name?: string; readonly port?: number }[];
}

/** What each annotation becomes, inside a location. */
const DIRECTIVES: Readonly<Record<string, (value: string) => string>> = {
  'nginx.org/proxy-buffering': (value) => `proxy_buffering ${value === 'false' ? 'off' : 'on'};`,
  'nginx.org/proxy-read-timeout': (value) => `proxy_read_timeout ${value};`,
  'nginx.org/proxy-send-timeout': (value) => `proxy_send_timeout ${value};`,
  'nginx.org/client-max-body-size': (value) => `client_max_body_size ${value};`,
  'nginx.org/redirect-to-https': () => '',
  'nginx.org/hsts': () => '',
  'nginx.org/hsts-max-age': () => '',
};

/** Whether a file that NGINX has read is another now. */
let isChanged = false;

const client = kubernetesClient(await kubernetesConnection({ kubeconfig, context: undefined }));
mkdirSync(join(folder, 'tmp'), { recursive: true });
let isStale = true;
let wake: () => void = () => undefined;
for (const path of ['/apis/networking.k8s.io/v1/ingresses', '/apis/discovery.k8s.io/v1/endpointslices', '/api/v1/secrets'])
  void follow(path);
for (;;) {
  if (!isStale) await new Promise<void>((resolve) => (wake = resolve));
  isStale = false;
  await keepUp(client).catch((error: Error) => {
    console.error(error.message);
    setTimeout(becomeStale, 1000); // with the API server away nothing may change that would wake it
  });
}

/** Whatever changes there makes what NGINX has stale. */
async function follow(path: string): Promise<void> {
  const options = { client, path, labelSelector: '', signal: new AbortController().signal, health: newWatchHealth() };
  for await (const _ of watchObjects<Watched>({ ...options, report: (error) => console.error(String(error)) })) becomeStale();
}

function becomeStale(): void {
  isStale = true;
  wake();
}

async function keepUp(api: KubernetesClient): Promise<void> {
  const { items } = await api.request<{ items: Ingress[] }>({ method: 'GET', path: '/apis/networking.k8s.io/v1/ingresses' });
  const served = items.filter(isOurs);
  const servers = await Promise.all(served.map((one) => server(api, one)));
  reload(servers.join('\n'));
  for (const one of served) await tellAddress(api, one);
}

function isOurs(ingress: Ingress): boolean {
  if (ingress.spec?.ingressClassName !== 'nginx') return false;
  const unknown = Object.keys(ingress.metadata.annotations ?? {}).filter((name) => name.startsWith('nginx.') && !(name in DIRECTIVES));
  if (unknown.length > 0) console.error(`${ingress.metadata.name} is not served: ${unknown.join(', ')}`);
  return unknown.length === 0;
}

async function server(api: KubernetesClient, { metadata, spec }: Ingress): Promise<string> {
  const annotations = metadata.annotations ?? {};
  const directives = Object.entries(annotations).flatMap(([name, value]) => DIRECTIVES[name]?.(value) || []);
  const parts = (spec?.rules ?? []).map(async ({ host = '_', http }) => {
    const paths = await Promise.all((http?.paths ?? []).map((path) => location(api, metadata.namespace ?? '', path, directives)));
    const secret = spec?.tls?.find(({ hosts }) => hosts?.includes(host))?.secretName;
    const tls = secret ? await certificate(api, metadata.namespace ?? '', secret) : '';
    const hsts =
      annotations['nginx.org/hsts'] === 'true'
        ? `add_header Strict-Transport-Security "max-age=${annotations['nginx.org/hsts-max-age']}" always;`
        : '';
    return `${paths.map(({ upstream }) => upstream).join('\n')}
server { listen ${address}:443 ssl http2; server_name ${host}; ${tls} ${hsts}
${paths.map(({ text }) => text).join('\n')}
}
server { listen ${address}:80; server_name ${host}; location / { return 301 https://$host$request_uri; } }`;
  });
  return (await Promise.all(parts)).join('\n');
}

type Path = NonNullable<NonNullable<NonNullable<Ingress['spec']>['rules']>[number]['http']>['paths'][number];

async function location(api: KubernetesClient, namespace: string, { path, backend }: Path, directives: readonly string[]) {
  const service = backend.service?.name ?? '';
  const name = `${namespace}-${service}-${(path ?? '/').replaceAll(/\W/g, '_')}`;
  const { items } = await api.request<{ items: EndpointSlice[] }>({
    method: 'GET',
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    query: { labelSelector: `kubernetes.io/service-name=${service}` },
  });
  const pods = items.flatMap(({ endpoints = [], ports = [] }) => {
    const port = ports.find((one) => one.name === backend.service?.port?.name) ?? ports[0];
    return endpoints
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses }) => addresses.map((ip) => `${ip}:${port?.port}`));
  });
  const members = pods.toSorted().map((pod) => `server ${pod} max_fails=0;`);
  return {
    upstream: members.length > 0 ? `upstream ${name} { ${members.join(' ')} keepalive 32; }` : '',
    text: `location ${path} { ${directives.join(' ')} ${members.length > 0 ? `proxy_pass http://${name};` : 'return 502;'} }`,
  };
}

async function certificate(api: KubernetesClient, namespace: string, name: string): Promise<string> {
  const secret = await api
    .request<{ data?: Record<string, string> }>({ method: 'GET', path: `/api/v1/namespaces/${namespace}/secrets/${name}` })
    .catch(() => undefined);
  const [chain, key] = [secret?.data?.['tls.crt'], secret?.data?.['tls.key']];
  if (!chain || !key) return 'ssl_reject_handshake on;';
  const file = join(folder ?? '', `${namespace}-${name}`);
  writeIfNew(`${file}.crt`, Buffer.from(chain, 'base64').toString());
  writeIfNew(`${file}.key`, Buffer.from(key, 'base64').toString());
  return `ssl_certificate ${file}.crt; ssl_certificate_key ${file}.key;`;
}

function writeIfNew(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text, { mode: 0o600 });
  isChanged = true;
}

/** A connection that is open goes on with the processes that have it; the others are begun with what is new. */
function reload(servers: string): void {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/tmp/${name};`)
    .join(' ');
  const file = join(folder ?? '', 'nginx.conf');
  writeIfNew(
    file,
    `pid ${folder}/nginx.pid; error_log ${folder}/error.log warn; worker_processes 1; worker_shutdown_timeout 3600s;
events { worker_connections 4096; }
http { access_log off; server_tokens off; ${temporary} proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;
server { listen ${address}:443 ssl default_server; ssl_reject_handshake on; }
${servers}
}
`,
  );
  const isRunning = existsSync(join(folder ?? '', 'nginx.pid'));
  if (!isChanged && isRunning) return;
  execFileSync('nginx', ['-t', '-q', '-c', file], { stdio: 'inherit' });
  execFileSync('nginx', ['-c', file, ...(isRunning ? ['-s', 'reload'] : [])], { stdio: 'inherit' });
  isChanged = false;
}

async function tellAddress(api: KubernetesClient, { metadata, status }: Ingress): Promise<void> {
  if (status?.loadBalancer?.ingress?.[0]?.ip === address) return;
  const path = `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${metadata.name}/status`;
  await api.request({ method: 'PATCH', path, body: { status: { loadBalancer: { ingress: [{ ip: address }] } } } });
}
