import type { Registry } from 'prom-client';
import type { KioskReport } from '../contract/kiosk/kiosk.ts';
import { addSampledMetric } from './sampled-metric.ts';

/** Adds the state of this machine's screen. */
export function addKioskMetrics(registry: Registry, report: () => KioskReport): void {
  addSampledMetric(registry, {
    name: 'rpicam_kiosk_screen_on',
    help: 'Whether the screen of this machine is switched on (1) or off (0).',
    type: 'gauge',
    samples: () => [{ value: Number(report().screen.on) }],
  });
  addSampledMetric(registry, {
    name: 'rpicam_kiosk_repairs_total',
    help: 'Repairs that the kiosk made by itself: pages loaded again, windows made again.',
    type: 'counter',
    labelNames: ['step'],
    samples: () => Object.entries(report().repairs).map(([step, value]) => ({ value, labels: { step } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_kiosk_info',
    help: 'Program that shows the pages on the screen of this machine; always 1.',
    type: 'gauge',
    labelNames: ['runtime'],
    samples: () => [{ value: 1, labels: { runtime: report().runtime } }],
  });
}
