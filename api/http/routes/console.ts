import { hash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Context, Middleware, Next } from 'koa';
import { allow, notAllowed } from '../middleware/other-methods.ts';
import { pageHeaders } from '../middleware/security-headers.ts';

/** Where the build of web-components puts what is served here. */
const BUILT = join(import.meta.dirname, '../../../web-components/dist');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Views of the console: reloading one serves the page, which then reads its own address. */
const VIEW = /^\/($|new$|audit$|databases(\/|$))/;
/** What is no page, whatever a browser asks for there. */
const NO_PAGE = /^\/(api|assets|elements)(\/|$)|\.\w+$/;
const NAMED_BY_CONTENT = /-[\w-]{8}\.(js|css)$/;

/** The page takes scripts and styles from here and nothing from elsewhere, and no script may write markup but Lit's templates. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

interface ServedFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  readonly forever: boolean;
  /** Pages of other sites may load the elements, not the console page. */
  readonly forAll: boolean;
}

/**
 * The console page at `/`, its views at their addresses, and the embeddable elements below `/elements/`. Read once, from
 * what scripts/build-console.ts has built; without a build there is a page that says so.
 */
export function consoleFiles(directory = BUILT): Middleware {
  const files = readFiles(directory);
  return (ctx, next) => {
    const isView = VIEW.test(ctx.path);
    const file = files.get(isView ? '/index.html' : ctx.path);
    if (!file && !isView) return answerUnknown(ctx, next, files.get('/index.html'));
    if (ctx.method === 'OPTIONS') return allow(ctx, { Allow: 'GET, HEAD' });
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') throw notAllowed(ctx.method, 'GET, HEAD');
    if (file) return answer(ctx, file);
    return ctx.path === '/' ? sayNotBuilt(ctx) : next();
  };
}

/** Whoever opens a wrong address in a browser gets the console's own page about it; everybody else a problem. */
async function answerUnknown(ctx: Context, next: Next, page: ServedFile | undefined): Promise<void> {
  const isBrowser = ctx.method === 'GET' && !NO_PAGE.test(ctx.path) && ctx.get('accept').includes('text/html');
  if (!isBrowser || !page) return next();
  await next();
  if (ctx.status !== 404 || ctx.body !== undefined) return;
  answer(ctx, page);
  ctx.status = 404;
}

function readFiles(directory: string): ReadonlyMap<string, ServedFile> {
  if (!existsSync(join(directory, 'index.html'))) return new Map();
  const paths = globSync('**/*.{html,js,css,svg}', { cwd: directory }).map((path) => path.replaceAll('\\', '/'));
  return new Map(paths.map((path) => [`/${path}`, readFile(directory, path)]));
}

function readFile(directory: string, path: string): ServedFile {
  const body = readFileSync(join(directory, path));
  const etag = `"${hash('sha256', body, 'hex').slice(0, 16)}"`;
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return {
    type,
    body,
    gzipped: gzipSync(body, { level: 9 }),
    etag,
    forever: NAMED_BY_CONTENT.test(path),
    forAll: path.startsWith('elements/'),
  };
}

function answer(ctx: Context, { type, body, gzipped, etag, forever, forAll }: ServedFile): void {
  ctx.status = 200;
  ctx.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': forever ? 'public, max-age=31536000, immutable' : 'no-cache' });
  ctx.vary('Accept-Encoding');
  if (type.startsWith('text/html')) pageHeaders(ctx, PAGE_POLICY);
  if (forAll) ctx.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  if (ctx.fresh) {
    ctx.status = 304;
    return;
  }
  const packed = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
  if (packed) ctx.set('Content-Encoding', 'gzip');
  ctx.body = packed ? gzipped : body;
}

function sayNotBuilt(ctx: Context): void {
  ctx.type = 'text/plain; charset=utf-8';
  ctx.body = 'The console is not built. Run "npm run build:console" and start again. The API is documented at /docs.\n';
}
