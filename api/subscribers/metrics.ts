import { once } from 'node:events';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DATABASE_STATES, type Database } from '../domain/database.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { RequestMeter } from '../domain/ports.ts';

const LABELS = ['method', 'route', 'status'] as const;

export type Metrics = ReturnType<typeof metrics>;

/** Where the databases are counted, at each scrape. */
interface Seen {
  known(): Iterable<Database>;
}

/** How the connection to a Kubernetes API server fares; read at each scrape. */
interface WatchHealth {
  readonly connected: boolean;
  /** By `performance.now()`; undefined for never. */
  readonly heardAt: number | undefined;
  readonly relists: number;
  readonly unparsable: number;
}

/** Everything that /metrics shows. */
export function metrics() {
  let seen: Seen = { known: () => [] };
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  gaugeOfStates(registry, () => seen.known());
  const loginFailures = new Counter({ name: 'login_failures_total', help: 'Logins that were refused.', registers });
  const refusedEvents = new Counter({
    name: 'service_events_refused_total',
    help: 'Service events that the store refused to record.',
    registers,
  });
  const eventLag = new Histogram({
    name: 'service_event_lag_seconds',
    help: 'From the change of a state until its event was recorded and known here.',
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  });
  return {
    /** From now on databases are counted as `source` sees them. */
    watch(source: Seen) {
      seen = source;
    },
    /** In Kubernetes mode alone. */
    kubernetesWatch: (health: WatchHealth) => watchGauges(registry, health),
    requests: requestMeter(registry),
    serviceEventRefused: () => refusedEvents.inc(),
    reconciled: reconcileMeter(registry),
    leading: leaderGauge(registry),
    webhookAttempt: webhookMeter(registry),
    subscriber(event: DomainEvent) {
      if (event.kind === 'service_event_recorded') eventLag.observe(Math.max(0, (Date.now() - Date.parse(event.event.at)) / 1000));
      if (event.kind === 'audit_recorded' && event.entry.action === 'session.login' && event.entry.outcome !== 'success')
        loginFailures.inc();
    },
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

/** Attempts to deliver an event to a receiver. */
function webhookMeter(registry: Registry) {
  const attempts = new Counter({
    name: 'webhook_attempts_total',
    help: 'Requests made to receivers of webhooks.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'webhook_attempt_duration_seconds',
    help: 'From the beginning of a request to a receiver to the end of its answer.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15],
    registers: [registry],
  });
  return ({ succeeded, seconds }: { readonly succeeded: boolean; readonly seconds: number }): void => {
    attempts.labels(succeeded ? 'succeeded' : 'failed').inc();
    duration.observe(seconds);
  };
}

function requestMeter(registry: Registry): RequestMeter {
  const [inFlight, answered] = [inFlightGauges(registry), answerMeters(registry)];
  return {
    begin(method) {
      const started = performance.now();
      const running = inFlight(method);
      running.inc();
      return (route, status) => {
        running.dec();
        const seconds = (performance.now() - started) / 1000;
        answered(method, route, status).count(seconds);
        return seconds;
      };
    },
  };
}

// Finding a child by its labels costs more than counting, so each is looked up once.

function inFlightGauges(registry: Registry) {
  const inFlight = new Gauge({
    name: 'api_requests_in_flight',
    help: 'Requests being served.',
    labelNames: ['method'],
    registers: [registry],
  });
  const children = new Map<string, ReturnType<typeof inFlight.labels>>();
  return (method: string) => {
    const child = children.get(method) ?? inFlight.labels(method);
    children.set(method, child);
    return child;
  };
}

function answerMeters(registry: Registry) {
  const registers = [registry];
  const total = new Counter({ name: 'api_requests_total', help: 'Requests answered.', labelNames: LABELS, registers });
  const duration = new Histogram({
    name: 'api_request_duration_seconds',
    help: 'From the first byte of a request to the end of its answer.',
    labelNames: LABELS,
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  const children = new Map<string, { count(seconds: number): void }>();
  return (method: string, route: string, status: number) => {
    const key = `${method} ${status} ${route}`;
    const known = children.get(key);
    if (known) return known;
    const labels = { method, route, status: String(status) };
    const [counter, histogram] = [total.labels(labels), duration.labels(labels)];
    const made = {
      count(seconds: number) {
        counter.inc();
        histogram.observe(seconds);
      },
    };
    children.set(key, made);
    return made;
  };
}

function reconcileMeter(registry: Registry) {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'reconcile_duration_seconds',
    help: 'Steps that a reconcile loop took.',
    labelNames: ['step'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120],
    registers,
  });
  const failures = new Counter({
    name: 'reconcile_failures_total',
    help: 'Steps that failed and will be tried again.',
    labelNames: ['step'],
    registers,
  });
  return (step: string, tookSeconds: number, failed: boolean) => {
    seconds.observe({ step }, tookSeconds);
    if (failed) failures.inc({ step });
  };
}

/** A duty of the leader: shows that this replica is it, while it is. */
function leaderGauge(registry: Registry) {
  const leader = new Gauge({
    name: 'leader',
    help: 'Whether this replica records service events and goes on with operations: 1 or 0.',
    registers: [registry],
  });
  leader.set(0);
  return async (signal: AbortSignal) => {
    leader.set(1);
    if (!signal.aborted) await once(signal, 'abort');
    leader.set(0);
  };
}

function gaugeOfStates(registry: Registry, known: () => Iterable<Database>): void {
  new Gauge({
    name: 'databases',
    help: 'Databases by state.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const state of DATABASE_STATES) this.set({ state }, 0);
      for (const { status } of known()) this.inc({ state: status.state });
    },
  });
}

function watchGauges(registry: Registry, health: WatchHealth): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `kubernetes_watch_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  const startedAt = performance.now();
  gauge(
    'silence_seconds',
    'Since the API server was last heard, or since the start.',
    () => (performance.now() - (health.heardAt ?? startedAt)) / 1000,
  );
  gauge('connected', 'Whether a watch is open: 1 or 0.', () => Number(health.connected));
  gauge('lists', 'How often everything was listed; more than a few mean that watches do not last.', () => health.relists);
  gauge('unparsable_lines', 'Lines that were no JSON; each led to a list.', () => health.unparsable);
}
