import { openApiDocument } from '../../contract/openapi.ts';
import { presentOptions } from '../../contract/platform.ts';
import { routes } from '../../contract/routes.ts';
import { DomainError } from '../../domain/errors.ts';
import type { DatabaseBackend, Sql } from '../../domain/ports.ts';
import { docsPage } from '../docs-page.ts';
import { textEtag } from '../entity-tags.ts';
import { pageHeaders } from '../middleware/security-headers.ts';
import { type Binder, bind } from '../request.ts';

interface Parts {
  readonly backend: DatabaseBackend;
  readonly sql: Sql;
  storeFault(): string | null;
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
  /** Aborted once we are stopping: readiness fails first, so that no new request is sent here. */
  readonly closing: AbortSignal;
}

export function platformRoutes(binder: Binder, { backend, sql, storeFault, metrics, closing }: Parts): void {
  const document = openApiDocument();
  const page = docsPage(document);
  const documentText = JSON.stringify(document);
  const [documentTag, pageTag] = [textEtag(documentText), textEtag(page.html)];

  bind(binder, routes.getOptions, (ctx) => {
    const options = JSON.stringify(presentOptions(backend.name, backend.limits));
    ctx.set({ ETag: textEtag(options), 'Content-Type': 'application/json; charset=utf-8' });
    ctx.body = options;
  });
  bind(binder, routes.health, async (ctx) => {
    const checks = { store: storeFault() ?? (await answerOf(sql)), backend: backend.fault() ?? 'ok' };
    const ok = Object.values(checks).every((check) => check === 'ok');
    ctx.body = { status: closing.aborted ? 'stopping' : ok ? 'ok' : 'degraded', checks };
  });
  bind(binder, routes.live, (ctx) => {
    ctx.body = 'alive\n';
  });
  bind(binder, routes.ready, (ctx) => {
    if (closing.aborted) throw new DomainError('unavailable', 'Stopping; send no more requests here.', { retryAfterSeconds: 5 });
    const fault = storeFault();
    if (fault !== null) throw new DomainError('unavailable', fault, { retryAfterSeconds: 30 });
    ctx.body = 'ready\n';
  });
  bind(binder, routes.metrics, async (ctx) => {
    ctx.body = await metrics.render();
    ctx.type = metrics.contentType;
  });
  bind(binder, routes.openapi, (ctx) => {
    ctx.set({ ETag: documentTag, 'Content-Type': 'application/json; charset=utf-8' });
    ctx.body = documentText;
  });
  bind(binder, routes.docs, (ctx) => {
    ctx.type = 'text/html';
    pageHeaders(ctx, page.contentSecurityPolicy);
    ctx.set('ETag', pageTag);
    ctx.body = page.html;
  });
}

async function answerOf(sql: Sql): Promise<string> {
  try {
    await sql.query('select 1');
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
