import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadPackageDefinition, Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { z } from 'zod';
import { type ProviderSchema, readSchema, toWire } from './schema.ts';
import { fromWire, plan, settle, toWireValue, type Value } from './values.ts';

/**
 * A provider that knows its schema: Terraform checks every attribute of a stack against it, plans, and "applies" to memory.
 * For providers whose cloud cannot be reached, or that cannot be built, from here. It proves that a stack fits the schema;
 * it proves nothing about the cloud, unless a type of resource is handed a `LiveResource`, which does the real work.
 */
export interface StandIn {
  /** Entry for TF_REATTACH_PROVIDERS. */
  readonly reattach: Readonly<Record<string, unknown>>;
  /** What it was configured with, once. */
  readonly configured: readonly Value[];
  /** Resources in the order in which they were made; removed ones are gone. */
  readonly made: ReadonlyMap<string, readonly Value[]>;
  stop(): void;
}

/** A type of resource that is really planned, made, read and removed; Terraform itself judges whether the answers agree. */
export interface LiveResource {
  plan(prior: Value | null, proposed: Value): Promise<Value>;
  /** `null` for a removal. */
  apply(prior: Value | null, planned: Value | null): Promise<Value | null>;
  /** `null` when it is gone. */
  read(current: Value): Promise<Value | null>;
}

export interface StandInOptions {
  /** What computed attributes become, by name. */
  readonly answers?: Value;
  /** By type of resource. */
  readonly live?: Readonly<Record<string, LiveResource>>;
}

const Bytes = z.object({ msgpack: z.instanceof(Uint8Array) });
const Request = z.object({
  type_name: z.string().optional(),
  config: Bytes.nullish(),
  prior_state: Bytes.nullish(),
  proposed_new_state: Bytes.nullish(),
  planned_state: Bytes.nullish(),
  current_state: Bytes.nullish(),
  raw_state: z.object({ json: z.instanceof(Uint8Array) }).nullish(),
});
type Request = z.output<typeof Request>;

/**
 * @param source such as `stackitcloud/stackit`
 * @param schemaFile the output of `providers schema -json`, with this provider alone
 */
export async function startStandIn(source: string, schemaFile: string, options: StandInOptions = {}): Promise<StandIn> {
  const schema = readSchema(schemaFile);
  const configured: Value[] = [];
  const made = new Map<string, Value[]>();
  const server = new Server();
  server.addService(service(), handlers(schema, options, { configured, made }));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  const address = { Network: 'tcp', String: `127.0.0.1:${port}` };
  return {
    reattach: { [source]: { Protocol: 'grpc', ProtocolVersion: 6, Pid: process.pid, Test: true, Addr: address } },
    configured,
    made,
    stop: () => server.forceShutdown(),
  };
}

function service() {
  const file = loadSync(join(import.meta.dirname, 'plugin.proto'), { keepCase: true, longs: Number });
  const { tfplugin6 } = loadPackageDefinition(file);
  const provider = tfplugin6 && 'Provider' in tfplugin6 ? tfplugin6.Provider : undefined;
  if (typeof provider !== 'function' || !('service' in provider)) throw new Error('plugin.proto has no service Provider');
  return provider.service;
}

interface Memory {
  readonly configured: Value[];
  readonly made: Map<string, Value[]>;
}

function handlers(schema: ProviderSchema, { answers = {}, live = {} }: StandInOptions, memory: Memory) {
  const blockOf = ({ type_name = '' }: Request) => {
    const resource = schema.resource_schemas[type_name];
    if (!resource) throw new Error(`the schema has no ${type_name}`);
    return resource.block;
  };
  return {
    GetProviderSchema: unary(() => ({
      provider: toWire(schema.provider),
      resource_schemas: Object.fromEntries(Object.entries(schema.resource_schemas).map(([name, one]) => [name, toWire(one)])),
    })),
    ValidateProviderConfig: unary(() => ({})),
    ValidateResourceConfig: unary(() => ({})),
    ConfigureProvider: unary(({ config }) => {
      memory.configured.push(value(config) ?? {});
      return {};
    }),
    UpgradeResourceState: unary(({ raw_state }) => ({ upgraded_state: { json: raw_state?.json } })),
    ReadResource: unary(async ({ type_name = '', current_state }) => {
      const current = value(current_state);
      const resource = live[type_name];
      return { new_state: toWireValue(resource && current ? await resource.read(current) : current) };
    }),
    PlanResourceChange: unary(async (request) => {
      const [prior, proposed] = [value(request.prior_state), value(request.proposed_new_state)];
      if (!proposed) return { planned_state: toWireValue(null) };
      const resource = live[request.type_name ?? ''];
      return { planned_state: toWireValue(resource ? await resource.plan(prior, proposed) : plan(blockOf(request), prior, proposed)) };
    }),
    ApplyResourceChange: unary(async (request) => {
      const [prior, planned] = [value(request.prior_state), value(request.planned_state)];
      const resource = live[request.type_name ?? ''];
      const settled = resource ? await resource.apply(prior, planned) : planned && settle(blockOf(request), planned, answers);
      remember(memory.made, request.type_name ?? '', prior, settled);
      return { new_state: toWireValue(settled) };
    }),
    StopProvider: unary(() => ({})),
  };
}

const value = (bytes: z.output<typeof Bytes> | null | undefined) => (bytes ? fromWire(bytes.msgpack) : null);

function remember(made: Map<string, Value[]>, type: string, prior: Value | null, next: Value | null) {
  const others = (made.get(type) ?? []).filter((one) => !isDeepStrictEqual(one, prior));
  made.set(type, next ? [...others, next] : others);
}

/** A handler of one request; what it throws becomes the error of the call. */
function unary(answer: (request: Request) => object | Promise<object>) {
  return async (call: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<object>) => {
    try {
      done(null, await answer(Request.parse(call.request)));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
