import { Histogram, Registry } from 'prom-client';
import type { KioskReport } from '../contract/kiosk/kiosk.ts';
import type { PiHealth } from '../device/pi/pi-health.ts';
import type { Faults } from '../log/faults.ts';
import type { Clock } from '../runtime/clock.ts';
import { addCameraMetrics, type CameraMetricParts } from './camera-metrics.ts';
import { addConnectionMetrics, type ConnectionCounts } from './connection-metrics.ts';
import { addEventMetrics, type EventFigures } from './event-metrics.ts';
import { addHookMetrics, type HookFigures, type SeenFigures } from './hook-metrics.ts';
import { addKioskMetrics } from './kiosk-metrics.ts';
import { addLimitMetrics, type LimitMetricParts } from './limit-metrics.ts';
import { addEventLoopLag, addProcessMetrics, watchEventLoop } from './process-metrics.ts';
import { addPublishMetrics, type PublishFigures } from './publish-metrics.ts';
import { addRecordingMetrics, type RecordingFigures } from './recording-metrics.ts';
import { addSampledMetric } from './sampled-metric.ts';
import { addSystemMetrics } from './system-metrics.ts';
import { addUploadMetrics, type UploadFigures } from './upload-metrics.ts';
import { addWallMetrics, type WallMetricParts } from './wall-metrics.ts';

export interface MetricsParts extends CameraMetricParts, LimitMetricParts, WallMetricParts {
  clock: Clock;
  /** The last reading of the machine's state. */
  system: () => PiHealth | undefined;
  /** The state of this machine's screen; undefined when this process shows nothing there. */
  kiosk: (() => KioskReport) | undefined;
  /** Log lines that were lost, by destination. */
  logDropped: () => Partial<Record<string, number>>;
  connections: () => ConnectionCounts;
  recordings: () => RecordingFigures;
  hooks: () => HookFigures;
  seen: () => SeenFigures;
  events: () => EventFigures;
  uploads: () => UploadFigures | undefined;
  publishing: () => PublishFigures;
  faults: Pick<Faults, 'count'>;
  /** The version of this server. */
  version: string;
}

/** The metrics of GET /metrics. Nearly all of them are read at a scrape. */
export class Metrics {
  static readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #parts: MetricsParts;
  readonly #registry = new Registry();
  readonly #eventLoopLag: Histogram;
  readonly #snapshots: Histogram<'camera'>;
  /** Cameras that have a snapshot series. */
  readonly #snapshotCameras = new Set<string>();

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    addCameraMetrics(this.#registry, parts);
    this.#snapshots = new Histogram({
      name: 'rpicam_camera_snapshot_seconds',
      help: 'Time until a snapshot was ready, waking the camera and resizing included.',
      labelNames: ['camera'],
      buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
      registers: [this.#registry],
    });
    addWallMetrics(this.#registry, parts);
    addRecordingMetrics(this.#registry, parts.recordings);
    addHookMetrics(this.#registry, parts.hooks, parts.seen);
    addEventMetrics(this.#registry, parts.events);
    addUploadMetrics(this.#registry, parts.uploads);
    addPublishMetrics(this.#registry, parts.publishing);
    if (parts.kiosk) addKioskMetrics(this.#registry, parts.kiosk);
    addLimitMetrics(this.#registry, parts);
    addSystemMetrics(this.#registry, parts.system);
    addConnectionMetrics(this.#registry, parts.connections, parts.faults);
    this.#eventLoopLag = addEventLoopLag(this.#registry);
    addProcessMetrics(this.#registry, parts.version);
    addSampledMetric(this.#registry, {
      name: 'rpicam_log_lines_dropped_total',
      help: 'Log lines that a destination could not take.',
      type: 'counter',
      labelNames: ['destination'],
      samples: () =>
        Object.entries(parts.logDropped()).map(([destination, value = 0]) => ({
          value,
          labels: { destination },
        })),
    });
  }

  /** Measures the values that cannot be read at a scrape, until `signal` aborts. Never rejects. */
  watch(signal: AbortSignal): Promise<void> {
    return watchEventLoop(this.#eventLoopLag, this.#parts.clock, signal);
  }

  /** Counts a snapshot that was ready after `ms` milliseconds. */
  snapshotTaken(camera: string, ms: number): void {
    if (!this.#snapshotCameras.has(camera)) this.#forgetSnapshots();
    this.#snapshotCameras.add(camera);
    this.#snapshots.observe({ camera }, ms / 1_000);
  }

  /** All metrics in Prometheus' text format, as `contentType` says. */
  async text(): Promise<string> {
    this.#forgetSnapshots();
    return withThreeDecimals(await this.#registry.metrics());
  }

  /** Removes the series of cameras that no longer exist. */
  #forgetSnapshots(): void {
    const there = new Set(this.#parts.cameras().map(({ config }) => config.id));
    for (const camera of this.#snapshotCameras) {
      if (there.has(camera)) continue;
      this.#snapshots.remove({ camera });
      this.#snapshotCameras.delete(camera);
    }
  }
}

/** rpicamserver writes the age of a frame with three decimals; prom-client would write 1.5 and 2. */
function withThreeDecimals(text: string): string {
  return text.replace(
    /^(rpicam_camera_frame_age_seconds\{.*\} )(\S+)$/gm,
    (_, series: string, value: string) => {
      return series + Number(value).toFixed(3);
    },
  );
}
