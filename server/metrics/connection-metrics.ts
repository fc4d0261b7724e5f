import type { Registry } from 'prom-client';
import { faultPlaces, type Faults } from '../log/faults.ts';
import { addSampledMetric } from './sampled-metric.ts';

/** The counts that the ports keep. */
export interface ConnectionCounts {
  open: number;
  /** Bytes of answers that clients have not taken yet. */
  unsentBytes: number;
  /** Connections that the server closed, by reason. */
  closed: Record<string, number>;
}

/** Adds the metrics of connections, of refused connections and of faults. */
export function addConnectionMetrics(
  registry: Registry,
  counts: () => ConnectionCounts,
  faults: Pick<Faults, 'count'>,
): void {
  addSampledMetric(registry, {
    name: 'rpicam_connections',
    help: 'Connections that are open, on all ports.',
    type: 'gauge',
    samples: () => [{ value: counts().open }],
  });
  addSampledMetric(registry, {
    name: 'rpicam_connections_unsent_bytes',
    help: 'Bytes of answers that clients have not taken yet.',
    type: 'gauge',
    samples: () => [{ value: counts().unsentBytes }],
  });
  addSampledMetric(registry, {
    name: 'rpicam_connections_closed_total',
    help: 'Connections that the server refused or ended, by reason.',
    type: 'counter',
    labelNames: ['reason'],
    samples: () => Object.entries(counts().closed).map(([reason, value]) => ({ labels: { reason }, value })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_handler_faults_total',
    help: 'Failures of the program itself that cost a connection, a viewer or a window, by place.',
    type: 'counter',
    labelNames: ['place'],
    samples: () => faultPlaces.map((place) => ({ labels: { place }, value: faults.count(place) })),
  });
}
