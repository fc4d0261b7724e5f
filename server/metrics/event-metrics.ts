import type { Registry } from 'prom-client';
import { addSampledMetric, type SampledMetric } from './sampled-metric.ts';

export interface EventFigures {
  sources: readonly { camera: string; source: string; kept: number; refused: number }[];
  kept: number;
  bytes: number;
  unsaved: number;
  isSaved: boolean;
  unsavedLost: number;
  damagedLines: number;
  /** Saves of the flight recorders that events have asked for. */
  saves: readonly { camera: string; saved: number; missed: number }[];
  webhooks: readonly WebhookFigures[];
}

interface WebhookFigures {
  id: string;
  queue: number;
  sent: number;
  failed: number;
  dropped: number;
  /** Attempts, by reason. */
  failures: Partial<Record<string, number>>;
}

interface EventMetric extends Pick<SampledMetric, 'name' | 'help' | 'type'> {
  read: (figures: EventFigures) => number;
}

/** Adds the events that are kept, and who is told of them. */
export function addEventMetrics(registry: Registry, figures: () => EventFigures): void {
  for (const { read, ...metric } of eventMetrics) {
    addSampledMetric(registry, { ...metric, samples: () => [{ value: read(figures()) }] });
  }
  const labelNames = ['camera', 'source'];
  addSampledMetric(registry, {
    type: 'counter',
    labelNames,
    name: 'rpicam_events_total',
    help: 'Events that were kept.',
    samples: () =>
      figures().sources.map(({ camera, source, kept }) => ({ value: kept, labels: { camera, source } })),
  });
  addSampledMetric(registry, {
    type: 'counter',
    labelNames,
    name: 'rpicam_events_refused_total',
    help: 'Events that were not kept, since the source raised too many at once.',
    samples: () =>
      figures().sources.map(({ camera, source, refused }) => ({
        value: refused,
        labels: { camera, source },
      })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_event_saves_total',
    help: 'Recordings that events have asked for: saved, or missed since nothing could be recorded.',
    type: 'counter',
    labelNames: ['camera', 'outcome'],
    samples: () =>
      figures().saves.flatMap(({ camera, saved, missed }) =>
        Object.entries({ saved, missed }).map(([outcome, value]) => ({ value, labels: { camera, outcome } })),
      ),
  });
  addWebhookMetrics(registry, () => figures().webhooks);
}

function addWebhookMetrics(registry: Registry, figures: () => readonly WebhookFigures[]): void {
  addSampledMetric(registry, {
    name: 'rpicam_webhook_queue',
    help: 'Messages that wait for the webhook.',
    type: 'gauge',
    labelNames: ['webhook'],
    samples: () => figures().map(({ id, queue }) => ({ value: queue, labels: { webhook: id } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_webhook_deliveries_total',
    help: 'Messages of the webhook that were sent, failed for good, or were dropped for want of room in the queue.',
    type: 'counter',
    labelNames: ['webhook', 'outcome'],
    samples: () =>
      figures().flatMap(({ id, sent, failed, dropped }) =>
        Object.entries({ sent, failed, dropped }).map(([outcome, value]) => ({
          value,
          labels: { webhook: id, outcome },
        })),
      ),
  });
  addSampledMetric(registry, {
    name: 'rpicam_webhook_attempts_failed_total',
    help: 'Attempts to send a message that failed, by reason.',
    type: 'counter',
    labelNames: ['webhook', 'reason'],
    samples: () =>
      figures().flatMap(({ id, failures }) =>
        Object.entries(failures).map(([reason, value = 0]) => ({ value, labels: { webhook: id, reason } })),
      ),
  });
}

const eventMetrics: EventMetric[] = [
  {
    name: 'rpicam_events_kept',
    help: 'Events that are there now.',
    type: 'gauge',
    read: ({ kept }) => kept,
  },
  {
    name: 'rpicam_event_log_bytes',
    help: 'Bytes of the files with the events.',
    type: 'gauge',
    read: ({ bytes }) => bytes,
  },
  {
    name: 'rpicam_event_log_saved',
    help: 'Whether events can be saved (1) or the disk refuses them (0).',
    type: 'gauge',
    read: ({ isSaved }) => (isSaved ? 1 : 0),
  },
  {
    name: 'rpicam_event_log_unsaved',
    help: 'Events that are in memory only.',
    type: 'gauge',
    read: ({ unsaved }) => unsaved,
  },
  {
    name: 'rpicam_event_log_lost_total',
    help: 'Events that were given up for want of room before they were saved.',
    type: 'counter',
    read: ({ unsavedLost }) => unsavedLost,
  },
  {
    name: 'rpicam_event_log_damaged_lines_total',
    help: 'Lines of the files with the events that could not be read.',
    type: 'counter',
    read: ({ damagedLines }) => damagedLines,
  },
];
