import { maxPicturePixels } from '../../../contract/config/picture-limits.ts';
import { startOutputChild, type OutputChild } from '../../../runtime/child/child-process.ts';
import { findProgram } from '../../../runtime/child/program.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { liveHead, pictureHead } from '../../matroska/live-stream.ts';
import { DecodeError } from './decode-error.ts';
import { PartReader } from './part-reader.ts';

/** H.264 that is to be decoded for one picture. */
export interface CodedGroup {
  /** The recording. */
  file: string;
  avc: Buffer;
  width: number;
  height: number;
  /** The number of the picture in the recording. */
  frame: number;
  /** The picture, and before it what the decoder needs and has not decoded yet. */
  data: readonly Buffer[];
}

/** For all that has to be decoded for one picture: a Pi needs a second for two seconds of 1080p. */
const timeoutMs = 10_000;
/** A view that stands still needs no decoder. */
const idleMs = 10_000;
/** The live view comes first. */
const niceness = '5';

interface RunningChild {
  avc: Buffer;
  child: OutputChild;
  /** Counts what it was given. */
  given: number;
}

/** What an ffmpeg of a view takes, from before it is started. */
interface Place {
  stop: AbortController;
  giveBack: () => void;
}

/**
 * Makes JPEGs of the H.264 of one view, one at a time. Its ffmpeg runs on from picture to picture, so that each frame of
 * a recording that is played is decoded once; it ends when no picture was asked for a while.
 */
export class PictureDecoder implements Disposable {
  readonly #clock: Clock;
  readonly #takePlace: () => (() => void) | undefined;
  #running: RunningChild | undefined;
  #place: Place | undefined;
  /** The last frame that was decoded. */
  #at: { file: string; frame: number } | undefined;
  #onPicture: (jpeg: Buffer | undefined) => void = () => undefined;
  #idle = new AbortController();

  /** @param takePlace for an ffmpeg; what gives it back, or undefined: there is none */
  constructor(clock: Clock, takePlace: () => (() => void) | undefined) {
    this.#clock = clock;
    this.#takePlace = takePlace;
  }

  /** The last frame of a recording that it has decoded; -1: it would have to begin with a key frame. */
  frameOf(file: string): number {
    return this.#at?.file === file ? this.#at.frame : -1;
  }

  /** The picture at the end of a group as a JPEG; undefined: it is damaged. @throws DecodeError; the reason of `left` */
  async picture(group: CodedGroup, left: AbortSignal): Promise<Buffer | undefined> {
    left.throwIfAborted();
    this.#idle.abort();
    const late = new AbortController();
    const leave = () => this.#end();
    left.addEventListener('abort', leave, { once: true });
    try {
      const running = await this.#childFor(group);
      left.throwIfAborted();
      const picture = new Promise<Buffer | undefined>((resolve) => (this.#onPicture = resolve));
      this.#give(running, group.data);
      const jpeg = await Promise.race([
        picture,
        running.child.ended.then(() => undefined),
        this.#clock.sleep(timeoutMs, late.signal).then(() => undefined),
      ]);
      left.throwIfAborted();
      if (jpeg) this.#at = { file: group.file, frame: group.frame };
      else this.#end();
      return jpeg;
    } finally {
      late.abort();
      left.removeEventListener('abort', leave);
      this.#endWhenIdle();
    }
  }

  [Symbol.dispose](): void {
    this.#idle.abort();
    this.#end();
  }

  async #childFor({ avc, width, height }: CodedGroup): Promise<RunningChild> {
    if (this.#running?.avc.equals(avc)) return this.#running;
    this.#end();
    if (!findProgram('ffmpeg')) throw new DecodeError('no-ffmpeg');
    const giveBack = this.#takePlace();
    if (!giveBack) throw new DecodeError('busy');
    const stop = new AbortController();
    const place = { stop, giveBack };
    this.#place = place;
    const parts = new PartReader((jpeg) => {
      // Of one that is being ended, a picture may still come: it is none that was asked for of the next one.
      if (!stop.signal.aborted) this.#onPicture(jpeg);
    });
    const child = await startOutputChild(
      {
        command: 'nice',
        args: ['-n', niceness, 'ffmpeg', ...decoderArgs],
        input: { kind: 'open' },
        outputFd: 1,
        onOutput: (chunk) => {
          try {
            parts.push(chunk);
          } catch {
            stop.abort(); // what is no picture counts as damage
          }
          return undefined;
        },
      },
      stop.signal,
    ).catch((error: unknown) => {
      this.#leave(place);
      throw error;
    });
    const running: RunningChild = { avc, child, given: 0 };
    if (!stop.signal.aborted) this.#running = running;
    void child.ended.then(() => {
      this.#leave(place);
      if (this.#running === running) this.#running = this.#at = undefined;
    });
    child.input?.write(liveHead({ width, height, avc }, 1));
    return running;
  }

  #give(running: RunningChild, data: readonly Buffer[]): void {
    data.forEach((frame, index) => {
      const isWanted = index === data.length - 1;
      // Its time tells the filter whether the picture is wanted: the others are decoded, but no JPEG is made of them.
      running.child.input?.write(pictureHead(running.given * 2 + (isWanted ? 0 : 1), frame.length));
      running.child.input?.write(frame);
      running.given++;
    });
  }

  #end(): void {
    const place = this.#place;
    place?.stop.abort();
    // At once, not when the program has ended: the view that follows takes it.
    if (place) this.#leave(place);
    this.#running = this.#at = undefined;
    this.#onPicture(undefined);
  }

  #leave(place: Place): void {
    if (this.#place !== place) return;
    this.#place = undefined;
    place.giveBack();
  }

  #endWhenIdle(): void {
    this.#idle = new AbortController();
    const { signal } = this.#idle;
    void this.#clock.sleep(idleMs, signal).then(() => {
      if (!signal.aborted) this.#end();
    });
  }
}

const decoderArgs = [
  // A damaged picture ends it at once: none is made up.
  ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-xerror', '-err_detect', 'explode'],
  ...['-probesize', '32', '-analyzeduration', '0'],
  // Without this, and with more threads, a picture would come out only when the next ones have gone in.
  ...['-flags', 'low_delay', '-threads', '1', '-max_pixels', String(maxPicturePixels)],
  // The times stay as they are: else the first one would be made 0, and the filter would be told something else.
  ...[
    '-copyts',
    '-f',
    'matroska',
    '-i',
    'pipe:0',
    '-map',
    '0:v:0',
    '-vf',
    'select=not(mod(round(t*1000)\\,2))',
  ],
  ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000', '-c:v', 'mjpeg', '-q:v', '3', '-threads', '1'],
  ...['-flush_packets', '1', '-f', 'mpjpeg', 'pipe:1'],
];
