/**
 * The recording engine: one `RecordingStore` (storage/recording-store.ts) for the folder, one `DiskLane` for its disk, one
 * `RingMemory` for all flight recorders, one `Recorder` for each camera that records:
 *
 *   recordHub(subscribe, recorder, signal);    // hub-source.ts: each frame of a FrameHub goes to `accept`
 *
 *   recorder.start({ durationMs })             record for a while, or until `stop`; spans overlap as they like
 *   recorder.stop()                            ends all of them now; a save under way, too
 *   recorder.save({ beforeMs, afterMs, protect })   flight recorder: the ring's last seconds, then live frames
 *   recorder.fullRate(beforeMs, afterMs)       each frame around an event, where `framesPerSecond` leaves frames out
 *   recorder.noteSeen(label, capturedAt)       what a hook saw, for the tags of the segment
 * A frame is copied in `accept` and never held. `accept` never waits: a disk that is slow, full or gone costs counted
 * frames and a named state, not the live view. `acceptVideo` takes the same frames as H.264 (video/record-video.ts).
 */
import type { Frame } from '../frame/frame.ts';
import { isWithdrawn } from '../runtime/withdrawn.ts';
import { jpegOf, type CodedPicture, type FramesBehind } from './coded-picture.ts';
import { Demand, type SavedSpan } from './demand.ts';
import { Pace } from './pace.ts';
import { NotedState, type GapReason, type RecorderCounters, type RecorderState } from './recorder-state.ts';
import { RecorderTally } from './recorder-tally.ts';
import type { FlightRing, RingCursor, RingFrame } from './ring/flight-ring.ts';
import { SegmentFeed, type FeedParts, type OpenSegment } from './segment-feed.ts';
import { Thinner } from './thinner.ts';
import { WrittenSegments, type WrittenSegment } from './written-segments.ts';

export type { WrittenSegment } from './written-segments.ts';

export interface RecorderParts extends FeedParts {
  /** The memory of the mode "flight"; the recorder disposes it. */
  ring?: FlightRing | undefined;
}

const tickMs = 500;

/** Records one camera. Constructing it does nothing; see the head of this file. */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #feed: SegmentFeed;
  readonly #demand = new Demand();
  readonly #tally = new RecorderTally();
  readonly #thinner: Thinner;
  readonly #pace = new Pace();
  readonly #noted = new NotedState();
  readonly #written: WrittenSegments;
  #lastSequence = 0;
  #lastArrivalMs: number | undefined;
  #cursor: RingCursor | undefined;
  /** Number in the ring after the last frame that was written. */
  #nextUnwritten = 0;
  #admitted = -1;
  #behind: FramesBehind | undefined;
  /** When `stop` was called while frames were behind: the next one after it begins another file. */
  #splitAfterMs = Infinity;
  #gap: GapReason | undefined;
  #drained: () => void = () => undefined;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#written = new WrittenSegments(parts.boot.offsetMs);
    this.#thinner = new Thinner(parts.settings.framesPerSecond);
    this.#feed = new SegmentFeed(parts, this.#tally, () => this.#quietMs(), {
      onChange: () => this.#pump(),
      onClosed: (segment) => this.#written.closed(segment),
    });
  }

  get state(): RecorderState {
    return this.#noted.state;
  }
  get segment(): OpenSegment | undefined {
    return this.#feed.segment;
  }
  get counters(): Readonly<RecorderCounters> {
    return this.#tally.counters;
  }
  get queuedBytes(): number {
    return this.#feed.queuedBytes;
  }
  get ring(): Pick<FlightRing, 'bytes' | 'spanMs' | 'frameCount' | 'keepMs'> | undefined {
    return this.#parts.ring;
  }

  onState(listener: (state: RecorderState) => void, signal: AbortSignal): void {
    this.#noted.add(listener, signal);
  }

  /** The listener is told of each segment when it is closed and has its last name. */
  onSegment(listener: (segment: WrittenSegment) => void, signal: AbortSignal): void {
    this.#written.add(listener, signal);
  }

  /** Records from now on. @param durationMs without it until `stop` */
  start({ durationMs = Number.POSITIVE_INFINITY }: { durationMs?: number } = {}): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#want(nowMs, nowMs + durationMs);
  }

  /** Ends the recording: no frame after this moment is recorded. */
  stop(): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#demand.endAt(nowMs);
    if (this.#behind) this.#splitAfterMs = nowMs;
    this.#pump();
  }

  /** Records the ring's frames of the last `beforeMs`, and those of the next `afterMs`; no frame twice. */
  save({ beforeMs, afterMs, protect = false }: SavedSpan): void {
    const nowMs = this.#parts.clock.nowMs();
    const [fromMs, toMs] = [nowMs - beforeMs, nowMs + afterMs];
    if (protect) this.#written.protect(fromMs, toMs);
    this.#want(fromMs, toMs);
  }

  /** Records each frame from `beforeMs` ago, unless it is already left out, until `afterMs` from now. */
  fullRate(beforeMs: number, afterMs: number): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#thinner.fullRate(nowMs - beforeMs, nowMs + afterMs);
  }

  /** Notes what a hook saw in a picture. @param capturedAt milliseconds since the epoch */
  noteSeen(label: string, capturedAt: number): void {
    this.#feed.noteSeen(label, capturedAt);
  }

  /** Nobody reads the camera from now on. No frame comes until somebody does, and that is no gap. */
  unread(): void {
    this.#lastArrivalMs = this.#gap = undefined;
  }

  /** Takes a frame: copies it if it is wanted, and returns at once. The caller may release it then. */
  accept(frame: Frame): void {
    if (isWithdrawn(frame)) return;
    const lastMs = this.#pace.lastMs ?? -Infinity;
    // A hub gives each new subscriber its latest frame. The recorder may have had that frame before.
    if (frame.sequence <= this.#lastSequence && frame.capturedAtMs <= lastMs) return;
    this.#lastSequence = frame.sequence;
    if (frame.origin === 'placeholder') return this.#enterGap('placeholder');
    this.#noteArrival(frame);
    const { ring } = this.#parts;
    if (!ring) this.#take(jpegOf(frame));
    else if (!ring.push(frame) && this.#demand.wants(frame.capturedAtMs)) this.#tally.drop('too-large');
    this.#pump();
  }

  /**
   * As `accept`, for a recorder without a ring. False: a file begins here, which needs a key frame or the frame's JPEG.
   * @param skipped frames before it that the encoder left out
   */
  acceptVideo(picture: CodedPicture, skipped: number): boolean {
    this.#tally.drop('slow-encoder', skipped);
    this.#noteArrival(picture);
    if (this.#demand.wants(picture.capturedAtMs) && this.#feed.needsKeyFor(picture)) return false;
    this.#take(picture);
    this.#pump();
    return true;
  }

  /** A recording that ends waits for what is behind. */
  waitFor(behind: FramesBehind | undefined): void {
    this.#behind = behind;
  }

  /** Writes until `signal` aborts; then ends the segment, if the disk does it within `closeMs`. Rejects for a mistake. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, ring, settings } = this.#parts;
    const [drained, done] = [new AbortController(), new AbortController()];
    const writing = this.#feed.run(drained.signal).finally(() => done.abort());
    while (!signal.aborted && !done.signal.aborted) {
      await clock.sleep(tickMs, AbortSignal.any([signal, done.signal]));
      if (!signal.aborted) this.#tick();
    }
    const limit = clock.sleep(settings.closeMs, done.signal);
    const idle = new Promise<void>((resolve) => (this.#drained = resolve));
    this.stop();
    await Promise.race([idle, clock.sleep(settings.closeMs / 2, done.signal)]);
    this.#behind?.giveUp();
    await Promise.race([idle, limit]);
    this.#feed.finish();
    drained.abort();
    await Promise.race([writing, limit]);
    done.abort();
    ring?.[Symbol.dispose]();
  }

  #want(fromMs: number, toMs: number): void {
    this.#demand.add(fromMs, toMs);
    const cursor = this.#parts.ring?.cursor(fromMs, this.#nextUnwritten);
    if (!this.#cursor) this.#cursor = cursor;
    else if (cursor) this.#cursor.next = Math.min(this.#cursor.next, cursor.next);
    this.#pump();
  }

  /** For a recorder without a ring: the frame is written now, or is lost and counted. */
  #take(picture: CodedPicture): void {
    const atMs = picture.capturedAtMs;
    if (!this.#demand.wants(atMs) || (!picture.avc && !this.#isAdmitted(atMs))) return;
    if (this.#feed.write(picture) === 'blocked')
      this.#tally.drop(this.#feed.problem?.problem.kind ?? 'slow-disk');
  }

  #noteArrival({ capturedAtMs }: { capturedAtMs: number }): void {
    if (capturedAtMs > this.#splitAfterMs) {
      this.#splitAfterMs = Infinity;
      this.#feed.finish();
    }
    this.#pace.note(capturedAtMs);
    this.#lastArrivalMs = this.#parts.clock.nowMs();
    this.#gap = undefined;
  }

  /** Writes the ring's wanted frames, as far as there is room. */
  #pump(): void {
    const { ring } = this.#parts;
    const cursor = this.#cursor;
    const nowMs = this.#parts.clock.nowMs();
    // When all wanted spans are over, the rest of the ring is written at once; only what an encoder has is waited for.
    const isOver = this.#demand.isOverAt(nowMs);
    let doneMs = Math.min(isOver ? Infinity : nowMs, this.#behind?.oldestAtMs ?? Infinity);
    let isBlocked = false;
    if (ring && cursor) {
      const isFlushed = isOver || this.#gap !== undefined;
      const dueMs = isFlushed ? Number.POSITIVE_INFINITY : nowMs - this.#lagMs();
      for (let frame = ring.peek(cursor); frame; frame = ring.peek(cursor)) {
        isBlocked = frame.capturedAtMs > dueMs || !this.#drain(frame, cursor);
        if (isBlocked) {
          doneMs = Math.min(doneMs, frame.capturedAtMs);
          break;
        }
        cursor.next++;
      }
      this.#tally.drop('overrun', cursor.missed);
      cursor.missed = 0;
    }
    this.#demand.forgetBefore(doneMs);
    // A gap ends the segment: a file never shows a picture for longer than it was live.
    if (this.#gap && !isBlocked) this.#feed.finish();
    if (this.#demand.isEmpty) this.#rest();
    this.#noteState();
  }

  /** False: the frame has to wait in the ring. */
  #drain(frame: RingFrame, cursor: RingCursor): boolean {
    if (!this.#demand.wants(frame.capturedAtMs)) return true;
    // A frame that had to wait was let through before: asking again would count it twice.
    if (this.#admitted !== cursor.next && !this.#isAdmitted(frame.capturedAtMs)) return true;
    this.#admitted = cursor.next;
    // The frames stay in the ring until the disk has opened the file: if it refuses, none of them is lost.
    if (this.#feed.isOpening) return false;
    const outcome = this.#feed.write(jpegOf(frame));
    if (outcome === 'written') this.#nextUnwritten = cursor.next + 1;
    return outcome !== 'blocked';
  }

  #isAdmitted(atMs: number): boolean {
    const isAdmitted = this.#thinner.admits(atMs);
    if (!isAdmitted) this.#tally.counters.framesThinned++;
    return isAdmitted;
  }

  #lagMs(): number {
    const { ring, settings } = this.#parts;
    return ring && this.#thinner.isThinning ? Math.min(settings.fullRateBeforeMs, ring.keepMs * 0.8) : 0;
  }

  /** Nothing is wanted any more. */
  #rest(): void {
    this.#feed.finish();
    this.#cursor = undefined;
    this.#splitAfterMs = Infinity;
    this.#drained();
  }

  #quietMs(): number {
    return this.#pace.quietMs(this.#parts.settings.gapMs, this.#thinner.intervalMs);
  }

  #enterGap(reason: GapReason): void {
    if (this.#gap === reason) return;
    this.#gap = reason;
    this.#pump();
  }

  #tick(): void {
    this.#feed.tick();
    this.#behind?.tick();
    const quietMs = this.#parts.clock.nowMs() - (this.#lastArrivalMs ?? Number.POSITIVE_INFINITY);
    if (!this.#gap && quietMs > this.#quietMs()) this.#enterGap('stall');
    this.#pump();
  }

  #noteState(): void {
    const facts = {
      ...{ isOff: this.#demand.isEmpty, problem: this.#feed.problem, gap: this.#gap },
      hasFrames: this.#lastArrivalMs !== undefined,
    };
    this.#noted.note(facts, this.#parts.clock.nowMs());
  }
}
