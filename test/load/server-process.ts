import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A server in a process of its own, so that its CPU time is its alone. */
export interface ServerProcess {
  readonly url: string;
  readonly token: string;
  /** CPU seconds this process has used so far. */
  cpuSeconds(): Promise<number>;
  /** Runs an action of the server by name; resolves with what it answers. */
  ask(action: string, value?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts `file`, which answers `ready` with its address and then every message with `{answer}`. */
export async function serverProcess(file: string): Promise<ServerProcess> {
  const child = fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { url, token } = await nextMessage<{ url: string; token: string }>(child);
  const ask = async (action: string, value?: unknown) => {
    child.send({ action, value });
    return (await nextMessage<{ answer: unknown }>(child)).answer;
  };
  return {
    url,
    token,
    ask,
    cpuSeconds: async () => Number(await ask('cpu')),
    async stop() {
      await ask('stop');
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const [message] = await once(child, 'message');
  return message as Message; // both ends are in this folder
}

/** The other end: what a server process says and answers. */
export function serveParent(server: {
  url: string;
  token: string;
  stop(): Promise<void>;
  actions?: Readonly<Record<string, (value: unknown) => unknown>>;
}): void {
  const actions: Readonly<Record<string, (value: unknown) => unknown>> = {
    ...server.actions,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    stop: () => server.stop(),
  };
  process.on('message', async ({ action, value }: { action: string; value: unknown }) => {
    process.send?.({ answer: await actions[action]?.(value) });
  });
  process.send?.({ url: server.url, token: server.token });
}
