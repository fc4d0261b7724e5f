import type { Registry } from 'prom-client';
import type { HookUseReport } from '../contract/hook/hook-state.ts';
import { addSampledMetric, type Sample, type SampledMetric } from './sampled-metric.ts';

/** The hooks of all cameras. */
export type HookFigures = readonly { camera: string; report: HookUseReport }[];

/** What hooks saw, by label. */
export type SeenFigures = readonly { camera: string; hook: string; label: string; count: number }[];

interface HookMetric extends Pick<SampledMetric, 'name' | 'help' | 'type'> {
  /** Undefined: no sample. */
  read: (report: HookUseReport) => number | undefined;
}

/** Adds what hooks do. A server without hooks has no series. */
export function addHookMetrics(
  registry: Registry,
  figures: () => HookFigures,
  seen: () => SeenFigures,
): void {
  addSampledMetric(registry, {
    name: 'rpicam_hook_annotations_total',
    help: 'What the hook saw in pictures, by label; of one hook the first 32 labels have their name, all others are "other".',
    type: 'counter',
    labelNames: ['camera', 'hook', 'label'],
    samples: () =>
      seen().map(({ camera, hook, label, count: value }) => ({ value, labels: { camera, hook, label } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_hook_state',
    help: 'The state of the hook (1 = it is in this one): idle, starting, running, late, needs-permission, retrying, failed.',
    type: 'gauge',
    labelNames: ['camera', 'hook', 'state'],
    samples: () =>
      figures().map(({ camera, report: { hook, state } }) => ({
        value: 1,
        labels: { camera, hook, state: state.kind },
      })),
  });
  for (const { read, ...metric } of hookMetrics) {
    addSampledMetric(registry, {
      ...metric,
      labelNames: ['camera', 'hook'],
      samples: () =>
        figures().flatMap(({ camera, report }): Sample[] => {
          const value = read(report);
          return value === undefined ? [] : [{ value, labels: { camera, hook: report.hook } }];
        }),
    });
  }
}

const hookMetrics: HookMetric[] = [
  {
    name: 'rpicam_hook_frames_total',
    help: 'Pictures that the hook has answered.',
    type: 'counter',
    read: ({ frames }) => frames,
  },
  {
    name: 'rpicam_hook_errors_total',
    help: 'Errors of the hook.',
    type: 'counter',
    read: ({ errors }) => errors,
  },
  {
    name: 'rpicam_hook_restarts_total',
    help: 'Times that the process of the hook was started again.',
    type: 'counter',
    read: ({ restarts }) => restarts,
  },
  {
    name: 'rpicam_hook_frame_seconds',
    help: 'Time that the hook takes for a picture, the middle of the last hundred.',
    type: 'gauge',
    read: ({ ms }) => (ms === null ? undefined : ms / 1_000),
  },
  {
    name: 'rpicam_hook_resident_memory_bytes',
    help: 'Resident memory of the process of the hook.',
    type: 'gauge',
    read: ({ memory_bytes }) => memory_bytes ?? undefined,
  },
];
