import { basename } from 'node:path';
import type { RecordingSession } from '../recording-session.ts';
import type { OpenSegment } from '../segment-feed.ts';
import type { RecordingStore } from '../storage/recording-store.ts';
import { parseSegmentFile } from '../storage/segment-name.ts';

/** A segment with its place in the order of a camera's segments. */
export interface RecordedSegment {
  id: string;
  /** Absolute; another one when it is closed or gets its date. */
  path: string;
  /** Wall clock of its first frame, milliseconds since the epoch. */
  startMs: number;
  /** Undefined: it is closed. */
  writing: OpenSegment | undefined;
}

type Order = Pick<RecordedSegment, 'id' | 'startMs'>;

/** The segments of a camera in the order of their times, those that are being written among them. Asks no disk. */
export class CameraSegments {
  readonly #camera: string;
  readonly #session: Pick<RecordingSession, 'writers'>;
  readonly #store: Pick<RecordingStore, 'neighbour' | 'pathOf'>;

  constructor(
    camera: string,
    session: Pick<RecordingSession, 'writers'>,
    store: Pick<RecordingStore, 'neighbour' | 'pathOf'>,
  ) {
    this.#camera = camera;
    this.#session = session;
    this.#store = store;
  }

  /** Whether more frames may come at the end. */
  get isBeingWritten(): boolean {
    return this.#session.writers.some(
      ({ camera, recorder }) => camera === this.#camera && recorder.state.kind === 'recording',
    );
  }

  /** The last segment that began at a time or before. */
  until(atMs: number): RecordedSegment | undefined {
    return this.before({ startMs: atMs, id: afterAllIds });
  }

  before(place: Order): RecordedSegment | undefined {
    return [this.#closed('before', place), ...this.#writing()]
      .filter((segment) => segment !== undefined)
      .filter((segment) => order(segment, place) < 0)
      .sort(order)
      .at(-1);
  }

  after(place: Order): RecordedSegment | undefined {
    return [this.#closed('after', place), ...this.#writing()]
      .filter((segment) => segment !== undefined)
      .filter((segment) => order(segment, place) > 0)
      .sort(order)[0];
  }

  /** The same segment as it is now; undefined: it is gone. */
  now({ id, startMs }: Order): RecordedSegment | undefined {
    const found = this.before({ startMs, id: `${id}\u0000` });
    return found?.id === id ? found : undefined;
  }

  #closed(side: 'before' | 'after', { id, startMs }: Order): RecordedSegment | undefined {
    const entry = this.#store.neighbour(side, { camera: this.#camera, id, startMs });
    if (!entry) return undefined;
    return { id: entry.id, path: this.#store.pathOf(entry), startMs: entry.startMs, writing: undefined };
  }

  #writing(): RecordedSegment[] {
    return this.#session.writers.flatMap(({ camera, recorder }) => {
      const { segment } = recorder;
      const name = segment && camera === this.#camera ? parseSegmentFile(basename(segment.path)) : undefined;
      if (!segment || !name) return [];
      return [{ id: name.id, path: segment.path, startMs: segment.startedAt.getTime(), writing: segment }];
    });
  }
}

/** Ids begin with a digit or a small letter. */
const afterAllIds = '\uffff';

/** As the index orders them. */
function order(one: Order, other: Order): number {
  return one.startMs - other.startMs || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}
