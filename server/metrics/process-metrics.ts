import { readdirSync } from 'node:fs';
import { Gauge, Histogram, type Registry } from 'prom-client';
import type { Clock } from '../runtime/clock.ts';
import { addSampledMetric, type SampledMetric } from './sampled-metric.ts';

/** Each measurement wakes the process, also when nothing else happens. */
const lagIntervalMs = 5_000;

/**
 * Adds the state of this process, under the names that most Prometheus clients use. prom-client's own set would wake
 * the process a hundred times a second to measure the event loop, and could not be ended.
 */
export function addProcessMetrics(registry: Registry, version: string): void {
  const labelNames = ['version', 'node'];
  const build = new Gauge({
    name: 'rpicam_build_info',
    help: 'Versions of the server and of Node.js; always 1.',
    labelNames,
    registers: [registry],
  });
  build.set({ version, node: process.versions.node }, 1);
  for (const { read, ...metric } of processMetrics) {
    const samples = () => {
      const value = read();
      return value === undefined ? [] : [{ value }];
    };
    addSampledMetric(registry, { ...metric, samples });
  }
}

/** Adds the delay of the event loop, which `watchEventLoop` measures. */
export function addEventLoopLag(registry: Registry): Histogram {
  return new Histogram({
    name: 'rpicam_event_loop_lag_seconds',
    help: 'Delay of due work in the server, measured every five seconds.',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
}

/** Measures the delay until `signal` aborts. Never rejects. */
export async function watchEventLoop(lag: Histogram, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const dueMs = clock.nowMs() + lagIntervalMs;
    await clock.sleep(lagIntervalMs, signal);
    if (!signal.aborted) lag.observe(Math.max(0, clock.nowMs() - dueMs) / 1_000);
  }
}

const processMetrics: (Pick<SampledMetric, 'name' | 'help' | 'type'> & { read: () => number | undefined })[] =
  [
    {
      name: 'process_cpu_seconds_total',
      help: 'Processor time of the server itself, without its captures, in seconds.',
      type: 'counter',
      read: () => (process.cpuUsage().user + process.cpuUsage().system) / 1_000_000,
    },
    {
      name: 'process_resident_memory_bytes',
      help: 'Memory of the server itself.',
      type: 'gauge',
      read: () => process.memoryUsage.rss(),
    },
    {
      name: 'process_start_time_seconds',
      help: 'When the server started, in seconds since the epoch.',
      type: 'gauge',
      read: () => Math.round(performance.timeOrigin) / 1_000,
    },
    {
      name: 'process_open_fds',
      help: 'Open files and sockets.',
      type: 'gauge',
      read: openFdCount,
    },
    {
      name: 'nodejs_heap_size_used_bytes',
      help: 'Memory of JavaScript objects.',
      type: 'gauge',
      read: () => process.memoryUsage().heapUsed,
    },
    {
      name: 'nodejs_external_memory_bytes',
      help: 'Memory of buffers, e.g. frames.',
      type: 'gauge',
      read: () => process.memoryUsage().external,
    },
    {
      name: 'nodejs_eventloop_active_seconds_total',
      help: 'Seconds in which the event loop had work.',
      type: 'counter',
      read: () => performance.eventLoopUtilization().active / 1_000,
    },
  ];

function openFdCount(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined; // no file descriptor is free for the reading
  }
}
