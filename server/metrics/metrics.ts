import { Histogram, Registry } from 'prom-client';
import type { KioskReport } from '../contract/kiosk/kiosk.ts';
import type { PiHealth } from '../device/pi/pi-health.ts';
import type { Faults } from '../log/faults.ts';
import type { Clock } from '../runtime/clock.ts';
import { addCameraMetrics, type CameraMetricParts } from './camera-metrics.ts';
import { addConnectionMetrics, type ConnectionCounts } from './connection-metrics.ts';
import { addKioskMetrics } from './kiosk-metrics.ts';
import { addLimitMetrics, type LimitMetricParts } from './limit-metrics.ts';
import { addEventLoopLag, addProcessMetrics, watchEventLoop } from './process-metrics.ts';
import { addRecordingMetrics, type RecordingFigures } from './recording-metrics.ts';
import { addSampledMetric } from './sampled-metric.ts';
import { addSystemMetrics } from './system-metrics.ts';
import { addWallMetrics, type WallMetricParts } from './wall-metrics.ts';

export interface MetricsParts extends CameraMetricParts, LimitMetricParts, WallMetricParts {
  clock: Clock;
  /** How the machine was when it was read last. */
  system: () => PiHealth | undefined;
  /** The screen of this machine; undefined when nothing is shown there. */
  kiosk: (() => KioskReport) | undefined;
  /** Lines the log has lost, by destination. */
  logDropped: () => Partial<Record<string, number>>;
  connections: () => ConnectionCounts;
  recordings: () => RecordingFigures;
  faults: Pick<Faults, 'count'>;
  /** Of this server. */
  version: string;
}

/** What GET /metrics says. Nearly all of it is read when somebody asks. */
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

  /** Measures what cannot be read at a scrape, until `signal` aborts. Never rejects. */
  watch(signal: AbortSignal): Promise<void> {
    return watchEventLoop(this.#eventLoopLag, this.#parts.clock, signal);
  }

  /** A snapshot of a camera was ready after so many milliseconds. */
  snapshotTaken(camera: string, ms: number): void {
    if (!this.#snapshotCameras.has(camera)) this.#forgetSnapshots();
    this.#snapshotCameras.add(camera);
    this.#snapshots.observe({ camera }, ms / 1_000);
  }

  /** Everything in Prometheus' text format, as `contentType` says. */
  async text(): Promise<string> {
    this.#forgetSnapshots();
    return withThreeDecimals(await this.#registry.metrics());
  }

  /** Those of cameras that are gone. */
  #forgetSnapshots(): void {
    const there = new Set(this.#parts.cameras().map(({ config }) => config.id));
    for (const camera of this.#snapshotCameras) {
      if (there.has(camera)) continue;
      this.#snapshots.remove({ camera });
      this.#snapshotCameras.delete(camera);
    }
  }
}

/** The family writes the age of a frame with three decimals, prom-client 1.5 and 2. */
function withThreeDecimals(text: string): string {
  return text.replace(
    /^(rpicam_camera_frame_age_seconds\{.*\} )(\S+)$/gm,
    (_, series: string, value: string) => {
      return series + Number(value).toFixed(3);
    },
  );
}
