import type { connection } from './en/connection.ts';
import type { console } from './en/console.ts';
import type { create } from './en/create.ts';
import type { detail } from './en/detail.ts';
import type { history } from './en/history.ts';
import type { list } from './en/list.ts';
import type { log } from './en/log.ts';
import type { session } from './en/session.ts';
import type { shared } from './en/shared.ts';

/** All texts of the elements, in sections, so that an element alone brings only its own. */
export interface Catalogue {
  readonly connection: typeof connection;
  readonly console: typeof console;
  readonly create: typeof create;
  readonly detail: typeof detail;
  readonly history: typeof history;
  readonly list: typeof list;
  readonly log: typeof log;
  readonly session: typeof session;
  readonly shared: typeof shared;
}
