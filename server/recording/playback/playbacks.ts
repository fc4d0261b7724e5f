import type { Playback } from '../../contract/live.ts';
import type { Frame } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { MatroskaError } from '../matroska/matroska-error.ts';
import type { RecordingSession } from '../recording-session.ts';
import type { Recordings } from '../recordings.ts';
import { storageProblem } from '../segment/storage-problem.ts';
import { FrameCursor, type Place } from './frame-cursor.ts';
import { NotPlayableError } from './not-playable.ts';
import { Player, type FitFrame, type PlayedSize, type PlaySink, type PlayTally } from './player.ts';
import { readLaneLimits, ReadLaneError } from './read-lane.ts';
import { CameraSegments } from './recorded-segment.ts';
import { jpegFrame, type DecodeGroup } from './stored-picture.ts';
import { DecodeError } from './video/decode-error.ts';

/** What a tile wants to have played. */
export interface WantedPlay extends PlayedSize {
  camera: string;
  playback: Playback;
}

/** A player that runs. */
export interface RunningPlayer {
  wake(): void;
  resize(size: PlayedSize): void;
}

export interface PlayerOutlet extends PlaySink {
  /** Nothing more comes. @param message a sentence for people */
  refuse(message: string): void;
}

/** A picture of the past. */
export interface PastPicture {
  frame: Frame;
  /** One within its camera, for as long as the recording is there. */
  id: string;
  /** Whether the recording is closed, so that no later picture can be that of this time. */
  isFinal: boolean;
}

/** Plays recordings, for any number of tiles; how many is for the caller to bound. Constructing it does nothing. */
export class Playbacks {
  readonly #recordings: Recordings;
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #tally: PlayTally = { sent: 0, skipped: 0 };
  #playing = 0;

  /** @param onFault called with an error that is a mistake of this program */
  constructor(recordings: Recordings, clock: Clock, onFault: (error: unknown) => void) {
    this.#recordings = recordings;
    this.#clock = clock;
    this.#onFault = onFault;
  }

  get figures(): PlayTally & { playing: number } {
    return { ...this.#tally, playing: this.#playing };
  }

  /** Plays until `left` aborts. */
  play(wanted: WantedPlay, outlet: PlayerOutlet, fit: FitFrame, left: AbortSignal): RunningPlayer {
    let size: PlayedSize = wanted;
    let player: Player | undefined;
    const openedAtMs = this.#clock.nowMs();
    const run = async () => {
      this.#playing++;
      try {
        const { session, cursor } = await this.#cursorOf(wanted.camera);
        left.throwIfAborted();
        using decoder = session.decoders.view();
        const parts = {
          ...{ cursor, decoder },
          lane: session.readLane,
          clock: this.#clock,
          sink: outlet,
          fit,
          tally: this.#tally,
        };
        player = new Player(parts, wanted.playback, size, openedAtMs);
        await player.run(left);
      } catch (error) {
        if (!left.aborted) outlet.refuse(this.#sentence(error));
      } finally {
        this.#playing--;
      }
    };
    void run();
    return {
      wake: () => player?.wake(),
      resize(next) {
        size = next;
        player?.resize(next);
      },
    };
  }

  /**
   * The picture that was on show at a time. Undefined: none was.
   * @throws NotPlayableError; ReadLaneError; DecodeError; what the file system throws; the reason of `left`
   */
  async picture(camera: string, atMs: number, left: AbortSignal): Promise<PastPicture | undefined> {
    const { session, cursor } = await this.#cursorOf(camera);
    const found = await session.readLane.run(async (signal) => {
      const place = await cursor.until(atMs, signal);
      const stored =
        place && atMs - place.atMs <= place.stillMs ? await cursor.read(place, signal) : undefined;
      return place && stored && { place, stored, isFinal: await isFinal(place, cursor, signal) };
    }, left);
    if (!found) return undefined;
    const decode: DecodeGroup = (group) => session.decoders.single(group, left);
    const frame = await jpegFrame(found.stored, decode, left);
    const { place } = found;
    return frame && { frame, id: `${place.segment.id}-${place.frame}`, isFinal: found.isFinal };
  }

  /** @throws NotPlayableError, ReadLaneError */
  async #cursorOf(camera: string): Promise<{ session: RecordingSession; cursor: FrameCursor }> {
    const session = await this.#inTime(this.#recordings.browse());
    if (!session) throw new NotPlayableError('There are no recordings.');
    const { state, store } = session.storage;
    if (!store) {
      const message =
        state.kind === 'problem' ? state.problem.message : 'The folder of the recordings is being opened.';
      throw new NotPlayableError(message);
    }
    const segments = new CameraSegments(camera, session, store);
    if (!segments.until(Infinity)) throw new NotPlayableError('There are no recordings of this camera.');
    return { session, cursor: new FrameCursor(segments, session.readers) };
  }

  /** A disk that hangs may keep the folder from being opened. @throws ReadLaneError */
  async #inTime<T>(asked: Promise<T>): Promise<T> {
    const answered = new AbortController();
    const late = this.#clock.sleep(readLaneLimits.timeoutMs, answered.signal).then((): never => {
      throw new ReadLaneError('hung');
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      answered.abort();
    }
  }

  #sentence(error: unknown): string {
    const isSaid = [NotPlayableError, ReadLaneError, DecodeError].some((kind) => error instanceof kind);
    if (isSaid && error instanceof Error) return error.message;
    if (error instanceof MatroskaError) return `The recordings cannot be read: ${error.message}.`;
    if (errnoOf(error) !== '') return storageProblem(error).message;
    this.#onFault(error);
    return 'The recordings cannot be played; the log of the server says why.';
  }
}

async function isFinal(place: Place, cursor: FrameCursor, signal: AbortSignal): Promise<boolean> {
  return place.segment.writing === undefined || (await cursor.next(place, signal)) !== undefined;
}
