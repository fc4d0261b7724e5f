import type { Writable } from 'node:stream';
import { PublishError } from '../../contract/publish.ts';
import { errorText } from '../../contract/error-text.ts';
import type { Frame } from '../../frame/frame.ts';
import type { HeldFrame } from '../../frame/held-frame.ts';
import { isWithdrawn, onceWithdrawn } from '../../runtime/withdrawn.ts';
import { startOutputChild, type OutputChild, type ProgramExit } from '../../runtime/child/child-process.ts';
import { findProgram } from '../../runtime/child/program.ts';
import { lastLine } from '../../runtime/child/last-line.ts';
import type { Clock } from '../../runtime/clock.ts';
import { encoderArgs, type EncoderName } from './encoder-args.ts';
import { FrameTimes, type CaptureTimes } from './frame-times.ts';
import { FlvReader, type EncodedPicture } from './flv-reader.ts';
import { liveHead, pictureHead } from '../../recording/matroska/live-stream.ts';

/** Where the frames come from: a hub's subscriber. */
export interface FrameSlot {
  take(): HeldFrame | undefined;
}

export interface EncoderRunParts {
  slot: FrameSlot;
  clock: Pick<Clock, 'nowMs'>;
  encoder: EncoderName;
  /** The usual time between two frames. */
  intervalMs: number;
  onConfiguration: (record: Buffer, size: PictureSize) => void;
  /** The times are those of the frame it was made of. */
  onPicture: (picture: EncodedPicture & CaptureTimes) => void;
  onFrameIn: () => void;
  /** Called when nobody may get the run's pictures any more; it ends then. */
  onWithdrawn: () => void;
}

/** Pixels as the encoder gets them. */
export interface PictureSize {
  width: number;
  height: number;
  orientation: number;
}

/** An encoder that answers no frame for so long hangs in its driver. */
const answerTimeoutMs = 10_000;
/** The live view is nicer to everything else on the machine than to this. */
const niceness = '5';

/** One run of ffmpeg: frames of one size go in, H.264 comes out. */
export class EncoderRun {
  readonly #parts: EncoderRunParts;
  readonly #size: PictureSize;
  readonly #withdrawn: Frame['withdrawn'];
  readonly #ending = new AbortController();
  #input: Writable | undefined;
  #held: HeldFrame | undefined;
  #isWriting = false;
  readonly #times = new FrameTimes();
  /** When the oldest frame went in that nothing has come out for yet. */
  #unansweredSinceMs: number | undefined;
  #failure: PublishError | undefined;

  /** @param first the frame that tells the size; the run releases it */
  constructor(parts: EncoderRunParts, first: HeldFrame) {
    this.#parts = parts;
    this.#held = first;
    this.#size = sizeOf(first.frame);
    this.#withdrawn = first.frame.withdrawn;
  }

  /**
   * Encodes until `signal` aborts, a frame of another size comes, or its frames are withdrawn.
   * No picture comes out after that.
   * @returns the frame of another size, which the caller has to release
   * @throws PublishError no-ffmpeg, encoder-failed
   */
  async run(signal: AbortSignal): Promise<HeldFrame | undefined> {
    const end = () => this.#ending.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    const withdraw = () => {
      end();
      this.#parts.onWithdrawn();
    };
    const done = onceWithdrawn({ withdrawn: this.#withdrawn }, withdraw);
    if (this.#withdrawn?.aborted) withdraw();
    try {
      const child = await this.#start();
      this.#input = child.input;
      // EPIPE: the child has ended, and its exit status tells more.
      child.input?.on('error', () => undefined);
      child.input?.write(liveHead(this.#size, this.#parts.intervalMs));
      this.wake();
      const exit = await child.ended;
      if (!this.#ending.signal.aborted) throw exitError(exit, child.messages());
      if (this.#failure) throw this.#failure;
      const isOver = signal.aborted || (this.#held && isWithdrawn(this.#held.frame));
      const next = isOver ? undefined : this.#held;
      if (next) this.#held = undefined;
      return next;
    } finally {
      done();
      signal.removeEventListener('abort', end);
      this.#input = undefined;
      this.#held?.release();
    }
  }

  /** Sends the newest frame as soon as the encoder has taken the last one. Call it when a frame has come. */
  wake(): void {
    const { clock } = this.#parts;
    const sinceMs = this.#unansweredSinceMs;
    if (sinceMs !== undefined && clock.nowMs() - sinceMs > answerTimeoutMs) {
      this.#failure ??= new PublishError('encoder-failed', `no picture for ${answerTimeoutMs / 1_000} s`);
      this.#ending.abort();
    }
    while (this.#input && !this.#isWriting && !this.#ending.signal.aborted) {
      const held = this.#held ?? this.#parts.slot.take();
      this.#held = undefined;
      if (!held) return;
      if (held.frame.origin === 'placeholder') held.release();
      else if (this.#belongs(held.frame)) this.#write(this.#input, held);
      else {
        this.#held = held;
        this.#ending.abort();
      }
    }
  }

  /** Frames with another mask begin another video: the encoder has parts of earlier pictures in what it makes. */
  #belongs(frame: Frame): boolean {
    return isSameSize(sizeOf(frame), this.#size) && frame.withdrawn === this.#withdrawn;
  }

  #write(input: Writable, held: HeldFrame): void {
    const { jpeg } = held.frame;
    const timeMs = this.#times.note(held.frame);
    this.#unansweredSinceMs ??= this.#parts.clock.nowMs();
    this.#parts.onFrameIn();
    this.#isWriting = true;
    input.cork();
    input.write(pictureHead(timeMs, jpeg.length));
    input.write(jpeg, () => {
      held.release();
      this.#isWriting = false;
      this.wake();
    });
    input.uncork();
  }

  async #start(): Promise<OutputChild> {
    if (!findProgram('ffmpeg')) throw new PublishError('no-ffmpeg', 'it is not on the PATH of the server');
    const { encoder, intervalMs, onConfiguration, onPicture } = this.#parts;
    const reader = new FlvReader({
      onConfiguration: (record) => onConfiguration(record, this.#size),
      onPicture: (picture) => {
        this.#unansweredSinceMs = undefined;
        const times = this.#times.of(picture.timeMs);
        if (times) onPicture({ ...picture, ...times });
      },
    });
    const args = encoderArgs({ encoder, bitrate: bitrateOf(this.#size, intervalMs) });
    try {
      return await startOutputChild(
        {
          command: 'nice',
          args: ['-n', niceness, 'ffmpeg', ...args],
          input: { kind: 'open' },
          outputFd: 1,
          onOutput: (chunk) => {
            this.#read(reader, chunk);
            return undefined;
          },
        },
        this.#ending.signal,
      );
    } catch (error) {
      throw new PublishError('encoder-failed', `ffmpeg could not be started: ${errorText(error)}`, {
        cause: error,
      });
    }
  }

  #read(reader: FlvReader, chunk: Buffer): void {
    if (this.#ending.signal.aborted) return;
    try {
      reader.push(chunk);
    } catch (error) {
      // An error thrown here would end the process, because the callback of a pipe has no caller that catches it.
      this.#failure ??= new PublishError('encoder-failed', errorText(error), { cause: error });
      this.#ending.abort();
    }
  }
}

function sizeOf({ width, height, orientation = 1 }: Frame): PictureSize {
  return { width, height, orientation };
}

function isSameSize(one: PictureSize, other: PictureSize): boolean {
  return one.width === other.width && one.height === other.height && one.orientation === other.orientation;
}

/**
 * The most kbit/s: 0.1 bit for each pixel, e.g. 2,800 for 720p30, of which a quiet picture needs a third. (MJPEG of that
 * size takes 20,000.)
 */
function bitrateOf({ width, height }: PictureSize, intervalMs: number): number {
  const pixelsPerSecond = (width * height * 1_000) / intervalMs;
  return Math.round(Math.min(12_000, Math.max(200, pixelsPerSecond / 10_000)));
}

function exitError({ code, signal }: ProgramExit, messages: string): PublishError {
  const said = lastLine(messages);
  if (code === 127) return new PublishError('no-ffmpeg', said || 'ffmpeg is not installed');
  if (signal) return new PublishError('encoder-failed', `ffmpeg was ended by ${signal}`);
  return new PublishError('encoder-failed', said || `ffmpeg ended with status ${code}`);
}
