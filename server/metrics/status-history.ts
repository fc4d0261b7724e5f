import type { Camera } from '../camera/camera.ts';
import {
  historyStepSeconds,
  historySteps,
  type CameraHistory,
  type HistoryReport,
} from '../contract/history.ts';
import type { SystemHealth } from '../contract/system-health.ts';
import type { Clock } from '../runtime/clock.ts';

const stepMs = historyStepSeconds * 1_000;

export interface StatusHistoryParts {
  /** The current cameras; the history of others is removed. */
  cameras: () => readonly Camera[];
  /** Undefined before the first reading of the machine. */
  system: () => SystemHealth | undefined;
  clock: Clock;
}

type Step = { [Field in 'fps' | 'dropped' | 'viewers' | 'kinds']: CameraHistory[Field][number] };
type MachineStep = { [Field in keyof HistoryReport['machine']]: number | null };

interface Track {
  camera: Camera;
  /** Null for a missed step. */
  steps: (Step | null)[];
  /** The camera's counters at the newest step. */
  frames: number;
  dropped: number;
}

/**
 * The state of the cameras and the machine during the last minutes. It is read every few seconds, and costs nothing per
 * frame.
 */
export class StatusHistory {
  readonly #parts: StatusHistoryParts;
  /** The tracks by camera id. */
  #tracks = new Map<string, Track>();
  readonly #machine: (MachineStep | null)[] = [];
  #last: { step: number; atMs: number; at: Date } | undefined;

  constructor(parts: StatusHistoryParts) {
    this.#parts = parts;
  }

  /** Adds a step now and at every interval until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      // Rounded, because a timer may be a little early.
      const step = Math.round(clock.nowMs() / stepMs);
      this.#look(step);
      await clock.sleep((step + 1) * stepMs - clock.nowMs(), signal);
    }
  }

  /** The last `historySteps` steps, and the current totals. */
  report(): HistoryReport {
    const machine = (field: keyof MachineStep) => wholeSeries(this.#machine, (step) => step[field]);
    return {
      step_seconds: historyStepSeconds,
      now: this.#last ? this.#last.at.getTime() / 1_000 : null,
      cameras: Object.fromEntries(
        this.#parts.cameras().map((camera) => [camera.config.id, this.#reportOf(camera)]),
      ),
      machine: { temperature_celsius: machine('temperature_celsius'), load: machine('load') },
    };
  }

  #look(step: number): void {
    const { clock, system } = this.#parts;
    const nowMs = clock.nowMs();
    const elapsedMs = this.#last && nowMs - this.#last.atMs;
    // A process that was stopped for a while has missed steps.
    const missed = this.#last ? Math.min(step - this.#last.step - 1, historySteps) : 0;
    this.#tracks = new Map(
      this.#parts.cameras().map((camera) => [camera.config.id, this.#follow(camera, missed, elapsedMs)]),
    );
    const machine = system();
    append(this.#machine, missed, {
      temperature_celsius: machine?.temperature_celsius ?? null,
      load: machine?.load?.[0] ?? null,
    });
    this.#last = { step, atMs: nowMs, at: clock.now() };
  }

  #follow(camera: Camera, missed: number, elapsedMs: number | undefined): Track {
    const { hub, state, counters } = camera;
    const before = this.#trackOf(camera);
    const frames = before && counters.frames - before.frames;
    const unknown = frames === undefined || elapsedMs === undefined;
    const steps = before?.steps ?? [];
    append(steps, before ? missed : 0, {
      // A camera without viewers gives no frames, and that is no fault.
      fps:
        unknown || (frames === 0 && state.kind === 'sleeping')
          ? null
          : oneDecimal((frames * 1_000) / elapsedMs),
      dropped: before ? counters.droppedTotal - before.dropped : null,
      viewers: hub.viewerCount,
      kinds: state.kind,
    });
    return { camera, steps, frames: counters.frames, dropped: counters.droppedTotal };
  }

  #reportOf(camera: Camera): CameraHistory {
    const { counters } = camera;
    const steps = this.#trackOf(camera)?.steps ?? [];
    const failures = Object.fromEntries(counters.failures);
    return {
      fps: wholeSeries(steps, ({ fps }) => fps),
      dropped: wholeSeries(steps, ({ dropped }) => dropped),
      viewers: wholeSeries(steps, ({ viewers }) => viewers),
      kinds: wholeSeries(steps, ({ kinds }) => kinds),
      totals: {
        frames: counters.frames,
        dropped: counters.droppedTotal,
        restarts: [...counters.failures.keys()].reduce(
          (sum, code) => sum + (counters.starts.get(code) ?? 0),
          0,
        ),
        failures,
      },
    };
  }

  /** Undefined also for a camera that was deleted and made again under the same id. */
  #trackOf(camera: Camera): Track | undefined {
    const track = this.#tracks.get(camera.config.id);
    return track?.camera === camera ? track : undefined;
  }
}

function append<T>(steps: (T | null)[], missed: number, step: T): void {
  for (let count = 0; count < missed; count++) steps.push(null);
  steps.push(step);
  if (steps.length > historySteps) steps.splice(0, steps.length - historySteps);
}

function wholeSeries<T, V>(steps: readonly (T | null)[], read: (step: T) => V | null): (V | null)[] {
  const before = Array.from({ length: historySteps - steps.length }, () => null);
  return [...before, ...steps.map((step) => (step === null ? null : read(step)))];
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}
