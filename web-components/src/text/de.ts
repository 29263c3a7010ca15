import type { Catalogue } from './catalogue.ts';
import { connection } from './de/connection.ts';
import { console } from './de/console.ts';
import { create } from './de/create.ts';
import { detail } from './de/detail.ts';
import { history } from './de/history.ts';
import { list } from './de/list.ts';
import { log } from './de/log.ts';
import { session } from './de/session.ts';
import { shared } from './de/shared.ts';

/** All texts in German, in one file: fetched only by pages that are in German. */
export const german: Catalogue = { connection, console, create, detail, history, list, log, session, shared };
