import type { ServerResponse } from 'node:http';

interface LoggedLine {
  readonly at: Date;
  readonly text: string;
}

/** The logs of pods as a kubelet serves them by `pods/log`, with the parameters that the backend uses. By the pod's path. */
export class FakePodLogs {
  readonly #lines = new Map<string, LoggedLine[]>();
  readonly #followers = new Map<string, Set<ServerResponse>>();

  /** As if a container had written a line. @param at when the runtime took it */
  write(pod: string, text: string, at = new Date()): void {
    const line = { at, text };
    this.#lines.set(pod, [...(this.#lines.get(pod) ?? []), line]);
    for (const answer of this.#followers.get(pod) ?? []) answer.write(stamped(line));
  }

  /** As if the container had ended; what it has written stays. */
  end(pod: string): void {
    for (const answer of this.#followers.get(pod) ?? []) answer.end();
    this.#followers.delete(pod);
  }

  following(pod: string): number {
    return this.#followers.get(pod)?.size ?? 0;
  }

  /** Undefined when the container has not been started: nothing is answered then. */
  serve(pod: string, parameters: URLSearchParams, answer: ServerResponse): true | undefined {
    const all = this.#lines.get(pod);
    if (!all || parameters.get('container') !== 'postgres' || parameters.get('timestamps') !== 'true') return undefined;
    const since = Date.parse(parameters.get('sinceTime') ?? '1970-01-01T00:00:00Z');
    const lines = all.filter(({ at }) => at.getTime() >= since).slice(-Number(parameters.get('tailLines') ?? Infinity));
    answer.writeHead(200, { 'content-type': 'text/plain' }).flushHeaders();
    for (const line of lines) answer.write(stamped(line));
    if (parameters.get('follow') === 'true') this.#keep(pod, answer);
    else answer.end();
    return true;
  }

  #keep(pod: string, answer: ServerResponse): void {
    const followers = this.#followers.get(pod) ?? new Set();
    this.#followers.set(pod, followers.add(answer));
    answer.once('close', () => followers.delete(answer));
  }
}

/** Nine digits, as kubelets write them. */
const stamped = ({ at, text }: LoggedLine) => `${at.toISOString().replace('Z', '000000Z')} ${text}\n`;
