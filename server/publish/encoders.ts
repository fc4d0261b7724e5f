import { availableParallelism } from 'node:os';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { Clock } from '../runtime/clock.ts';
import { CameraEncoder, type ReaderKind, type VideoReader } from './encoder/camera-encoder.ts';
import { EncoderChoice, type ChosenEncoder } from './encoder/encoder-choice.ts';

/** A camera, as the encoders need it. */
export interface EncodedCamera {
  config: { id: string; fps?: number | null | undefined };
  hub: FrameHub;
  meter: { framesPerSecond(nowMs: number): number | undefined };
}

export interface EncodersParts {
  clock: Clock;
  onChosen: (chosen: ChosenEncoder) => void;
  onFault: (error: unknown) => void;
  /** The most encoders at a time; by default two for each core. */
  max?: number;
}

/** What one camera's encoder has done since the server began. */
export interface EncoderFigures {
  camera: string;
  isRunning: boolean;
  framesIn: number;
  pictures: number;
  bytes: number;
  starts: number;
  framesDropped: number;
  /** Pictures that viewers did not get because they read too slowly. */
  skipped: number;
}

const usualIntervalMs = 1_000 / 30;
/** 720p at 30 frames per second takes a sixth of a core of a desktop machine, and half of one of a Pi 4. */
const encodersPerCore = 2;

/** The H.264 encoders of all cameras. */
export class Encoders {
  readonly #parts: EncodersParts;
  readonly #choice: EncoderChoice;
  readonly #byHub = new Map<FrameHub, { id: string; encoder: CameraEncoder }>();
  readonly max: number;

  constructor(parts: EncodersParts) {
    this.#parts = parts;
    this.#choice = new EncoderChoice(parts.clock, parts.onChosen);
    this.max = parts.max ?? encodersPerCore * availableParallelism();
  }

  /** Gives a reader the camera's video until `signal` aborts. False: too many other cameras are encoded already. */
  add(camera: EncodedCamera, reader: VideoReader, kind: ReaderKind, signal: AbortSignal): boolean {
    const known = this.#byHub.get(camera.hub)?.encoder;
    const running = [...this.#byHub.values()].filter(({ encoder }) => encoder.isRunning).length;
    if (!known?.isRunning && running >= this.max) return false;
    (known ?? this.#open(camera)).add(reader, kind, signal);
    return true;
  }

  /** Counts a picture that a slow viewer did not get. */
  skipped({ hub }: EncodedCamera): void {
    const encoder = this.#byHub.get(hub)?.encoder;
    if (encoder) encoder.counters.skipped++;
  }

  /** Forgets the cameras that are no longer there. */
  keepOnly(cameras: readonly EncodedCamera[]): void {
    const hubs = new Set(cameras.map(({ hub }) => hub));
    for (const [hub, { encoder }] of this.#byHub) {
      if (hubs.has(hub)) continue;
      this.#byHub.delete(hub);
      void encoder.close();
    }
  }

  figures(): EncoderFigures[] {
    return [...this.#byHub.values()].map(({ id, encoder }) => ({
      ...{ camera: id, isRunning: encoder.isRunning, framesDropped: encoder.framesDropped },
      ...encoder.counters,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byHub.values()].map(({ encoder }) => encoder.close()));
  }

  #open({ hub, config, meter }: EncodedCamera): CameraEncoder {
    const { clock, onFault } = this.#parts;
    const intervalMs = () => {
      const rate = meter.framesPerSecond(clock.nowMs()) ?? config.fps;
      return rate ? 1_000 / rate : usualIntervalMs;
    };
    const encoder = new CameraEncoder({ hub, intervalMs, choice: this.#choice, clock, onFault });
    this.#byHub.set(hub, { id: config.id, encoder });
    return encoder;
  }
}
