import type { RecordSettings } from '../contract/config/record.ts';
import type { KeptEvent } from '../contract/kept-event.ts';
import type { CameraRecorder } from '../recording/mode/camera-recorder.ts';
import type { Clock } from '../runtime/clock.ts';

export interface EventSaveParts {
  clock: Clock;
  /** The setting `record` of a camera; undefined: there is no such camera. */
  settings: (id: string) => RecordSettings | null | undefined;
  recorder: (id: string) => CameraRecorder | undefined;
}

export interface EventSaveCount {
  camera: string;
  saved: number;
  /** The recorder was not ready, or the disk takes nothing. */
  missed: number;
}

/** A hook takes up to some seconds for a picture: the saved seconds are counted from the picture's time. */
const maxLateMs = 10_000;

/** Saves the seconds around the events that a camera's setting `record.on_events` names. */
export class EventSaves {
  readonly #parts: EventSaveParts;
  readonly #counts = new Map<string, EventSaveCount>();

  constructor(parts: EventSaveParts) {
    this.#parts = parts;
  }

  /** Of cameras that there are, since the start of the server. */
  get counts(): EventSaveCount[] {
    for (const id of this.#counts.keys()) if (this.#parts.settings(id) === undefined) this.#counts.delete(id);
    return [...this.#counts.values()];
  }

  take({ camera, name, at_ms }: KeptEvent): void {
    const record = this.#parts.settings(camera);
    if (!record || record.mode === 'off') return;
    if (!record.on_events.includes(name) && !record.on_events.includes('*')) return;
    const count = this.#counts.get(camera) ?? { camera, saved: 0, missed: 0 };
    this.#counts.set(camera, count);
    const recorder = this.#parts.recorder(camera);
    if (!recorder) {
      count.missed++;
      return;
    }
    const lateMs = Math.min(maxLateMs, Math.max(0, this.#parts.clock.now().getTime() - at_ms));
    recorder.save({ beforeMs: record.before_seconds * 1_000 + lateMs });
    // Only what is wanted makes the state one of the disk; when that is well soon, the seconds are saved after all.
    if (recorder.recorder.state.kind === 'failed') count.missed++;
    else count.saved++;
  }
}
