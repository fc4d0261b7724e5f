import type { Registry } from 'prom-client';
import { addSampledMetric } from './sampled-metric.ts';

/** Films or stills of a camera, since they were set as they are. */
export interface TimedFigures {
  camera: string;
  kind: string;
  taken: number;
  bytes: number;
  missed: Partial<Record<string, number>>;
}

/** Adds the pictures that are taken at an interval. */
export function addTimedMetrics(registry: Registry, figures: () => TimedFigures[]): void {
  addSampledMetric(registry, {
    name: 'rpicam_timed_pictures_total',
    help: 'Pictures taken at an interval, for films of a timelapse and for stills.',
    type: 'counter',
    labelNames: ['camera', 'kind'],
    samples: () => figures().map(({ camera, kind, taken }) => ({ value: taken, labels: { camera, kind } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_timed_pictures_bytes_total',
    help: 'Bytes of those pictures.',
    type: 'counter',
    labelNames: ['camera', 'kind'],
    samples: () => figures().map(({ camera, kind, bytes }) => ({ value: bytes, labels: { camera, kind } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_timed_pictures_missed_total',
    help: 'Pictures that were due and are in no file, by reason.',
    type: 'counter',
    labelNames: ['camera', 'kind', 'reason'],
    samples: () =>
      figures().flatMap(({ camera, kind, missed }) =>
        Object.entries(missed).map(([reason, value = 0]) => ({ value, labels: { camera, kind, reason } })),
      ),
  });
}
