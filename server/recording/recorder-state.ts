import { Listeners } from '../runtime/listeners.ts';
import type { StorageProblem, StorageProblemKind } from './segment/storage-problem.ts';

export type GapReason =
  /** The camera shows a placeholder: it has a problem of its own. */
  | 'placeholder'
  /** Frames stopped coming. */
  | 'stall';

/** All times are monotonic milliseconds (`Clock.nowMs`). */
export type RecorderState =
  /** Nothing is to be recorded. The flight recorder may still keep frames in its ring. */
  | { kind: 'off' }
  /** To be recorded, and no frame has come yet. */
  | { kind: 'waiting'; sinceMs: number }
  | { kind: 'recording'; sinceMs: number }
  /** To be recorded, and the camera sends no live frames. */
  | { kind: 'gap'; reason: GapReason; sinceMs: number }
  /** To be recorded, and the storage takes nothing. Tried again at `retryAtMs`. */
  | { kind: 'failed'; problem: StorageProblem; sinceMs: number; retryAtMs: number };

/** Whether a person would call both the same state: the times in them do not count. */
export function isSameState(one: RecorderState, other: RecorderState): boolean {
  if (one.kind === 'gap' && other.kind === 'gap') return one.reason === other.reason;
  if (one.kind === 'failed' && other.kind === 'failed') return one.problem.kind === other.problem.kind;
  return one.kind === other.kind;
}

/** What the state follows from. */
export interface StateFacts {
  isOff: boolean;
  /** What keeps frames out of the files now. */
  problem: { problem: StorageProblem; retryAtMs: number } | undefined;
  gap: GapReason | undefined;
  /** The camera has sent a frame. */
  hasFrames: boolean;
}

/** The state of a recorder, and who is told when it is another one. */
export class NotedState extends Listeners<[state: RecorderState]> {
  #state: RecorderState = { kind: 'off' };

  get state(): RecorderState {
    return this.#state;
  }

  note(facts: StateFacts, nowMs: number): void {
    const [before, next] = [this.#state, stateOf(facts, nowMs)];
    const isSame = isSameState(before, next);
    this.#state = isSame ? { ...next, ...sinceOf(before) } : next;
    if (!isSame) this.tell(next);
  }
}

function stateOf({ isOff, problem, gap, hasFrames }: StateFacts, sinceMs: number): RecorderState {
  if (isOff) return { kind: 'off' };
  if (problem) return { kind: 'failed', ...problem, sinceMs };
  if (gap) return { kind: 'gap', reason: gap, sinceMs };
  return { kind: hasFrames ? 'recording' : 'waiting', sinceMs };
}

function sinceOf(state: RecorderState): { sinceMs?: number } {
  return state.kind === 'off' ? {} : { sinceMs: state.sinceMs };
}

/**
 * Why a frame that was to be recorded is in no file. "slow-disk": the queue was full. "overrun": it left the ring before
 * the disk took it. "too-large": it is larger than the queue. "slow-encoder": the encoder of H.264 left it out.
 * "no-key-frame": it is H.264 after a frame that was lost. Any other is the problem of the storage.
 */
export type DropReason =
  'slow-disk' | 'overrun' | 'too-large' | 'slow-encoder' | 'no-key-frame' | StorageProblemKind;

/** Counts since the recorder was made. */
export interface RecorderCounters {
  framesWritten: number;
  bytesWritten: number;
  segmentsClosed: number;
  /** Segments that could not be closed, and wait to be repaired. */
  segmentsLeft: number;
  /** Frames that were left out to keep to the wanted rate. */
  framesThinned: number;
  drops: Partial<Record<DropReason, number>>;
  /** Monotonic milliseconds of the last write; undefined before the first. */
  lastWriteAtMs: number | undefined;
}

/** Why a new segment began. */
export type SplitReason = 'first' | 'duration' | 'clock' | 'picture' | 'gap' | 'problem';
