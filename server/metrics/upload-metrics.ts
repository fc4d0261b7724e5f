import type { Registry } from 'prom-client';
import { addSampledMetric, type SampledMetric } from './sampled-metric.ts';

export interface UploadFigures {
  backlog: { segments: number; bytes: number };
  /** These since the start of the server. */
  uploaded: { segments: number; bytes: number };
  failures: Partial<Record<string, number>>;
  lost: { segments: number };
}

interface UploadMetric extends Pick<SampledMetric, 'name' | 'help' | 'type'> {
  read: (figures: UploadFigures) => number;
}

/** Adds the uploads of recordings. A server that uploads nothing has no series. */
export function addUploadMetrics(registry: Registry, figures: () => UploadFigures | undefined): void {
  for (const { read, ...metric } of uploadMetrics) {
    addSampledMetric(registry, {
      ...metric,
      samples() {
        const now = figures();
        return now ? [{ value: read(now) }] : [];
      },
    });
  }
  addSampledMetric(registry, {
    name: 'rpicam_upload_failures_total',
    help: 'Tries to upload that failed, by reason.',
    type: 'counter',
    labelNames: ['reason'],
    samples: () =>
      Object.entries(figures()?.failures ?? {}).map(([reason, value = 0]) => ({ value, labels: { reason } })),
  });
}

const uploadMetrics: UploadMetric[] = [
  {
    name: 'rpicam_upload_backlog_segments',
    help: 'Recordings that wait for their upload.',
    type: 'gauge',
    read: ({ backlog }) => backlog.segments,
  },
  {
    name: 'rpicam_upload_backlog_bytes',
    help: 'Bytes of the recordings that wait for their upload.',
    type: 'gauge',
    read: ({ backlog }) => backlog.bytes,
  },
  {
    name: 'rpicam_upload_segments_total',
    help: 'Recordings that were uploaded.',
    type: 'counter',
    read: ({ uploaded }) => uploaded.segments,
  },
  {
    name: 'rpicam_upload_bytes_total',
    help: 'Bytes of the recordings that were uploaded.',
    type: 'counter',
    read: ({ uploaded }) => uploaded.bytes,
  },
  {
    name: 'rpicam_upload_lost_segments_total',
    help: 'Recordings that were removed for want of room before they were uploaded.',
    type: 'counter',
    read: ({ lost }) => lost.segments,
  },
];
