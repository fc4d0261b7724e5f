import type { Registry } from 'prom-client';
import type { SystemHealth } from '../contract/system-health.ts';
import type { PiHealth } from '../device/pi/pi-health.ts';
import { addSampledMetric, type Sample } from './sampled-metric.ts';

/**
 * Adds the last reading of the machine's state.
 * @param current returns undefined before the first reading
 */
export function addSystemMetrics(registry: Registry, current: () => PiHealth | undefined): void {
  addSampledMetric(registry, {
    name: 'rpicam_system_temperature_celsius',
    help: 'Temperature by sensor.',
    type: 'gauge',
    labelNames: ['sensor'],
    samples: () =>
      [...(current()?.temperatures ?? [])].map(([sensor, value]) => ({ value, labels: { sensor } })),
  });
  addSampledMetric(registry, {
    name: 'rpicam_system_throttled',
    help: 'Power and heat problems of the Raspberry Pi (1 = it has or had the problem).',
    type: 'gauge',
    labelNames: ['condition', 'when'],
    samples: () => throttlingSamples(current()?.report),
  });
  for (const { name, help, read } of plainGauges) {
    const samples = () => {
      const health = current()?.report;
      const value = health ? read(health) : null;
      return value === null ? [] : [{ value }];
    };
    addSampledMetric(registry, { name, help, type: 'gauge', samples });
  }
}

function throttlingSamples(health: SystemHealth | undefined): Sample[] {
  return Object.entries(health?.throttling ?? {}).flatMap(([condition, { now, since_boot }]) => [
    { value: Number(now), labels: { condition, when: 'now' } },
    { value: Number(since_boot), labels: { condition, when: 'since_boot' } },
  ]);
}

const plainGauges: { name: string; help: string; read: (health: SystemHealth) => number | null }[] = [
  {
    name: 'rpicam_system_disk_free_bytes',
    help: 'Free space for the server in the file system of its data folder.',
    read: (health) => health.disk_free_bytes,
  },
  {
    name: 'rpicam_system_disk_size_bytes',
    help: 'Size of the file system of the data folder.',
    read: (health) => health.disk_size_bytes,
  },
  {
    name: 'rpicam_system_memory_available_bytes',
    help: 'Memory that programs can still get.',
    read: (health) => health.memory_available_bytes,
  },
  {
    name: 'rpicam_system_memory_size_bytes',
    help: 'Memory of the machine.',
    read: (health) => health.memory_size_bytes,
  },
  {
    name: 'rpicam_system_load1',
    help: 'Processes that want to run, on average of the last minute.',
    read: (health) => health.load?.[0] ?? null,
  },
  {
    name: 'rpicam_system_uptime_seconds',
    help: 'Seconds since the machine started.',
    read: (health) => health.uptime_seconds,
  },
];
