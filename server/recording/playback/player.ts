import type { Playback } from '../../contract/live.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { FrameCursor, Place } from './frame-cursor.ts';
import { PlayClock } from './play-clock.ts';
import type { ReadLane } from './read-lane.ts';
import { jpegFrame, type StoredPicture } from './stored-picture.ts';
import type { PictureDecoder } from './video/picture-decoder.ts';

/** Where the frames go that a player plays. */
export interface PlaySink {
  /** Whether a frame may be sent now. When that changes, `wake` of the player is called. */
  readonly isReady: boolean;
  /** Takes a frame whose `sequence` means nothing. */
  send(frame: Frame): void;
  /** There is no picture of the time that is played. @param nextMs when there is a picture again; null: never */
  notice(state: 'gap' | 'end', atMs: number, nextMs: number | null): void;
}

/** How the frames are wanted. */
export interface PlayedSize {
  width: number | null;
  fps: number | null;
}

/** Makes a frame fit into a width. Undefined: it cannot be done now, or not at all. */
export type FitFrame = (frame: Frame, width: number | null, left: AbortSignal) => Promise<Frame | undefined>;

/** Counts of all players. */
export interface PlayTally {
  sent: number;
  /** Frames that were left out because the time of a later frame had come, too. */
  skipped: number;
}

export interface PlayerParts {
  cursor: FrameCursor;
  lane: ReadLane;
  /** For H.264. */
  decoder: Pick<PictureDecoder, 'frameOf' | 'picture'>;
  clock: Clock;
  sink: PlaySink;
  fit: FitFrame;
  tally: PlayTally;
}

/** A screen shows no more pictures a second, so fast playing does not read each frame. */
const maxFastFramesPerSecond = 60;
/** The end of a segment that is being written is looked at again after a while, since it grows by a second at a time. */
const lookAgainMs = 250;
/** A segment that is being written and did not grow for so long is the end. */
const patienceMs = 3_000;
const refitMs = 100;
/** The longest wait for a picture that comes later: recordings may be removed meanwhile. */
const longestWaitMs = 60_000;
/** A timer may be early by this much. */
const graceMs = 1;

type Step =
  | { kind: 'frame'; place: Place; stored: StoredPicture | undefined; skipped: number }
  | { kind: 'later'; next: Place }
  | { kind: 'end' };

/**
 * Plays the recordings of a camera from a place on: whenever the reader is ready, the newest frame whose time has come.
 * Constructing it does nothing.
 */
export class Player {
  readonly #parts: PlayerParts;
  readonly #playback: Playback;
  readonly #openedAtMs: number;
  #size: PlayedSize;
  #isResized = false;
  #wake: () => void = () => undefined;
  #nextSendMs = -Infinity;

  /**
   * @param openedAtMs monotonic, when the place was asked for: tiles that were opened at the same moment stay in step,
   *   however long each one's first frame takes
   */
  constructor(parts: PlayerParts, playback: Playback, size: PlayedSize, openedAtMs: number) {
    this.#parts = parts;
    this.#playback = playback;
    this.#size = size;
    this.#openedAtMs = openedAtMs;
  }

  /** To be called when the reader may be ready again. */
  wake(): void {
    this.#wake();
  }

  /** Another size from the next frame on; a single picture is sent once more. */
  resize(size: PlayedSize): void {
    this.#size = size;
    this.#isResized = true;
    this.#wake();
  }

  /** Plays until `left` aborts. @throws what the disk throws, when it is gone; ReadLaneError; the reason of `left` */
  async run(left: AbortSignal): Promise<void> {
    const wake = () => this.#wake();
    left.addEventListener('abort', wake, { once: true });
    const { at_ms: atMs, speed } = this.#playback;
    const first = await this.#turn((signal) => this.#firstPlace(signal), left);
    const { sink, clock } = this.#parts;
    if (speed === 0) return this.#showOne(first, left);
    const startMs = first.kind === 'frame' && this.#playback.step !== 0 ? first.place.atMs : atMs;
    const playClock = new PlayClock(clock, speed, startMs, this.#openedAtMs);
    if (first.kind !== 'frame') sink.notice(first.kind, atMs, first.nextMs);
    else await this.#show(first.place, left);
    await this.#play(playClock, first, left);
  }

  async #showOne(first: FirstPlace, left: AbortSignal): Promise<void> {
    const { sink } = this.#parts;
    if (first.kind !== 'frame') return sink.notice(first.kind, this.#playback.at_ms, first.nextMs);
    for (let isFirst = true; !left.aborted; isFirst = false) {
      this.#isResized = false;
      await this.#show(first.place, left);
      if (isFirst && first.isShort) sink.notice('end', first.place.atMs, null);
      while (!this.#isResized && !left.aborted) await this.#pause(undefined);
    }
  }

  async #play(playClock: PlayClock, first: FirstPlace, left: AbortSignal): Promise<void> {
    const { clock, sink, tally, cursor } = this.#parts;
    let passed = first.kind === 'frame' ? first.place : first.before;
    let told: 'gap' | 'end' | undefined = first.kind === 'frame' ? undefined : first.kind;
    let edgeSinceMs: number | undefined;
    while (!left.aborted) {
      await this.#untilReady(left);
      const step = await this.#turn((signal) => this.#step(passed, playClock, signal), left);
      if (left.aborted) return;
      if (step.kind === 'frame') {
        tally.skipped += step.skipped;
        passed = step.place;
        told = edgeSinceMs = undefined;
        const frame = step.stored && (await this.#decode(step.stored, left));
        if (frame) await this.#send(frame, left);
      } else if (step.kind === 'later') {
        edgeSinceMs = undefined;
        // The picture of `passed` stands for a while; then it is of no moment any more.
        const isGap = !passed || step.next.atMs - passed.atMs > passed.stillMs;
        const gapAtMs = (passed?.atMs ?? -Infinity) + (passed?.stillMs ?? 0);
        const isGapNow = isGap && playClock.atMs >= gapAtMs;
        if (isGapNow && told !== 'gap') {
          sink.notice('gap', playClock.atMs, step.next.atMs);
          told = 'gap';
        }
        const waitMs = playClock.until(isGap && !isGapNow ? gapAtMs : step.next.atMs);
        await this.#pause(Math.min(waitMs, longestWaitMs));
      } else {
        edgeSinceMs ??= clock.nowMs();
        const isPatient = cursor.isBeingWritten && clock.nowMs() - edgeSinceMs < patienceMs;
        // What is being recorded comes a second at a time: time waits for it, and the picture does not stutter.
        if (isPatient && passed && told === undefined) playClock.set(Math.min(playClock.atMs, passed.atMs));
        else {
          if (told !== 'end') sink.notice('end', playClock.atMs, null);
          told = 'end';
          // Nothing is recorded after the present.
          const presentMs = Math.max(clock.now().getTime(), passed?.atMs ?? this.#playback.at_ms);
          if (playClock.atMs > presentMs) playClock.set(presentMs);
        }
        await this.#pause(lookAgainMs);
      }
    }
  }

  /** The newest frame after `passed` whose time has come. */
  async #step(passed: Place | undefined, playClock: PlayClock, signal: AbortSignal): Promise<Step> {
    const { cursor } = this.#parts;
    const dueMs = playClock.atMs + graceMs * this.#playback.speed;
    const due = await cursor.until(dueMs, signal);
    if (due && isAfter(due, passed)) {
      const skipped = passed ? await cursor.between(passed, due, signal) : 0;
      return { kind: 'frame', place: due, stored: await this.#read(due, signal), skipped };
    }
    const next = await cursor.next(passed, signal);
    return next ? { kind: 'later', next } : { kind: 'end' };
  }

  async #firstPlace(signal: AbortSignal): Promise<FirstPlace> {
    const { cursor } = this.#parts;
    const { at_ms: atMs, step } = this.#playback;
    const before = await cursor.until(atMs, signal);
    const isGap = !before || atMs - before.atMs > before.stillMs;
    if (!isGap && step === 0) return { kind: 'frame', place: before, isShort: false };
    if (step !== 0) {
      // In a gap, a step back leads to the last picture before the gap, and a step forward to the first one after it.
      const start = before ?? (step > 0 ? await cursor.next(undefined, signal) : undefined);
      const steps = !before ? step - 1 : isGap && step < 0 ? step + 1 : step;
      if (start) {
        const { place, isShort } = await cursor.move(start, steps, signal);
        return { kind: 'frame', place, isShort: isShort && step > 0 };
      }
    }
    const next = await cursor.next(before, signal);
    return { kind: next ? 'gap' : 'end', before, nextMs: next?.atMs ?? null };
  }

  /** Sends the picture at a place as soon as that can be. */
  async #show(place: Place, left: AbortSignal): Promise<void> {
    await this.#untilReady(left);
    const stored = await this.#turn((signal) => this.#read(place, signal), left);
    const frame = stored && (await this.#decode(stored, left));
    if (!frame) return this.#parts.sink.notice('gap', place.atMs, null);
    while (!left.aborted && !(await this.#send(frame, left))) await this.#pause(refitMs);
  }

  #read(place: Place, signal: AbortSignal): Promise<StoredPicture | undefined> {
    const { cursor, decoder } = this.#parts;
    return cursor.read(place, signal, (recording) => decoder.frameOf(recording));
  }

  /** In no turn: others may read meanwhile. */
  #decode(stored: StoredPicture, left: AbortSignal): Promise<Frame | undefined> {
    return jpegFrame(stored, (group, signal) => this.#parts.decoder.picture(group, signal), left);
  }

  /** False: the picture could not be made to fit. */
  async #send(frame: Frame, left: AbortSignal): Promise<boolean> {
    const { sink, fit, tally, clock } = this.#parts;
    const made = await fit(frame, this.#size.width, left);
    if (!made || left.aborted) return false;
    const most = this.#playback.speed > 1 ? maxFastFramesPerSecond : Infinity;
    const intervalMs = 1_000 / Math.min(this.#size.fps ?? Infinity, most);
    const [nowMs, nextMs] = [clock.nowMs(), this.#nextSendMs + intervalMs];
    this.#nextSendMs = nextMs > nowMs ? nextMs : nowMs + intervalMs;
    tally.sent++;
    sink.send(made);
    return true;
  }

  async #untilReady(left: AbortSignal): Promise<void> {
    const { sink, clock } = this.#parts;
    while (!left.aborted) {
      const earlyMs = this.#nextSendMs - clock.nowMs();
      if (sink.isReady && earlyMs <= graceMs) return;
      await this.#pause(sink.isReady ? earlyMs : undefined);
    }
  }

  #turn<T>(act: (signal: AbortSignal) => Promise<T>, left: AbortSignal): Promise<T> {
    return this.#parts.lane.run(act, left);
  }

  /** Until it is woken, or some time has passed. */
  async #pause(ms: number | undefined): Promise<void> {
    const woken = new AbortController();
    const waking = new Promise<void>((resolve) => {
      this.#wake = () => {
        woken.abort();
        resolve();
      };
    });
    await (ms === undefined ? waking : this.#parts.clock.sleep(ms, woken.signal));
    this.#wake = () => undefined;
  }
}

type FirstPlace =
  | { kind: 'frame'; place: Place; isShort: boolean }
  | { kind: 'gap' | 'end'; before: Place | undefined; nextMs: number | null };

function isAfter(place: Place, other: Place | undefined): boolean {
  if (!other) return true;
  if (place.segment.id === other.segment.id) return place.frame > other.frame;
  return place.segment.startMs > other.segment.startMs;
}
