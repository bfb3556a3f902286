import type {Counter, Histogram, Registry} from 'prom-client';
import type {LogHealth} from './log/log-health.js';

/** What is measured of one request. Names a route, never a path: a path may hold an id. */
export interface Observation {
  method: string;
  route: string;
  status: number;
  seconds: number;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Upper bounds in seconds: around the 150 ms within which records are to be answered. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10];

/** Counts for Prometheus, of one server. */
export class Metrics {
  readonly #registry: Registry;
  readonly #requests: Counter;
  readonly #seconds: Histogram;

  private constructor(registry: Registry, requests: Counter, seconds: Histogram) {
    this.#registry = registry;
    this.#requests = requests;
    this.#seconds = seconds;
  }

  /** @param logHealth asked at each scrape */
  static async open(logHealth: () => Promise<LogHealth>): Promise<Metrics> {
    // Only for those who ask for metrics.
    const {Counter, Gauge, Histogram, Registry} = await import('prom-client');
    const registry = new Registry();
    const registers = [registry];
    const labelNames = ['method', 'route', 'status'];
    const waiting = new Gauge({name: 'assent_log_waiting_records', help: 'Records that have no place in the log yet; at most 1000 are counted.', registers});
    const behind = new Gauge({name: 'assent_log_behind_seconds', help: 'How long the oldest of them has waited.', registers});
    const broken = new Gauge({name: 'assent_log_broken', help: '1 where the log was found to be rolled back or rewritten.', registers});
    // Each scrape asks once; the gauge that is collected first sets all three.
    Object.assign(waiting, {
      async collect() {
        const health = await logHealth();
        waiting.set(health.waiting);
        behind.set(health.behindMs / 1000);
        broken.set(health.problem ? 1 : 0);
      },
    });
    return new Metrics(
      registry,
      new Counter({name: 'assent_requests_total', help: 'Requests that were answered.', labelNames, registers}),
      new Histogram({name: 'assent_request_seconds', help: 'How long answers took.', labelNames: ['method', 'route'], buckets: BUCKETS, registers}),
    );
  }

  observe({method, route, status, seconds}: Observation): void {
    // Anyone may invent methods; each would be a time series for ever.
    const known = METHODS.has(method) ? method : 'other';
    this.#requests.inc({method: known, route, status});
    this.#seconds.observe({method: known, route}, seconds);
  }

  /** The exposition format of Prometheus, and its content type. */
  async text(): Promise<{body: string; contentType: string}> {
    return {body: await this.#registry.metrics(), contentType: this.#registry.contentType};
  }
}
