import type { Access } from './access.ts';
import type { ByPort, Port, Routes } from './gateway.ts';

/** What the endpoint's thread is started with. */
export interface ThreadData {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Clients of all databases together. */
  readonly clients: number;
}

/** To the thread. `id` is that of the database. */
export type Order =
  | { readonly do: 'open'; readonly id: string; readonly ports: ByPort<number>; readonly access: Access }
  | { readonly do: 'lead'; readonly id: string; readonly routes: Routes }
  | { readonly do: 'close'; readonly id: string };

/** From the thread. */
export type Report =
  | { readonly tells: 'port'; readonly id: string; readonly port: Port; readonly fault: string | null }
  | { readonly tells: 'closed'; readonly id: string };
