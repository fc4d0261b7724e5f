import type { Registry } from 'prom-client';
import type { WorkCounts } from '../runtime/queue/fair-queue.ts';
import type { Refusals } from '../runtime/queue/refusals.ts';
import { addSampledMetric, type Sample } from './sampled-metric.ts';

export interface LimitMetricParts {
  /** The counts of all queues. */
  work: () => WorkCounts[];
  refusals: Pick<Refusals, 'counts'>;
  /** Cameras whose driver has not returned from a call. */
  hangingDrivers: () => number;
}

/** Adds how much work runs and waits, and how many requests each limit refused. */
export function addLimitMetrics(registry: Registry, parts: LimitMetricParts): void {
  const { work, refusals, hangingDrivers } = parts;
  const perWork = (read: (counts: WorkCounts) => number) => () =>
    work().map((counts): Sample => ({ value: read(counts), labels: { work: counts.work } }));
  addSampledMetric(registry, {
    name: 'rpicam_work_running',
    help: 'Jobs that run now: pictures that are made, passwords that are checked, devices that are tried.',
    type: 'gauge',
    labelNames: ['work'],
    samples: perWork(({ running }) => running),
  });
  addSampledMetric(registry, {
    name: 'rpicam_work_waiting',
    help: 'Jobs that wait for their turn.',
    type: 'gauge',
    labelNames: ['work'],
    samples: perWork(({ waiting }) => waiting),
  });
  addSampledMetric(registry, {
    name: 'rpicam_work_left_total',
    help: 'Jobs that were dropped before their turn because the client had left.',
    type: 'counter',
    labelNames: ['work'],
    samples: perWork(({ left }) => left),
  });
  addSampledMetric(registry, {
    name: 'rpicam_hanging_drivers',
    help: 'USB cameras whose driver does not return from a call; each keeps a thread of the server.',
    type: 'gauge',
    samples: () => [{ value: hangingDrivers() }],
  });
  addSampledMetric(registry, {
    name: 'rpicam_refused_total',
    help: 'Requests that a limit refused: the share of one address, or the total of all addresses.',
    type: 'counter',
    labelNames: ['limit', 'bound'],
    samples: () => [
      ...work().flatMap(({ work, refused }) =>
        Object.entries(refused).map(([bound, value]) => ({
          value,
          labels: { limit: `${work}-queue`, bound },
        })),
      ),
      ...refusals.counts().map(({ limit, bound, count }) => ({ value: count, labels: { limit, bound } })),
    ],
  });
}
