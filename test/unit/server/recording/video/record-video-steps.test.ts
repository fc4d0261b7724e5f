import { describe, expect, test } from 'vitest';
import type { VideoWatcher } from '../../../../../server/recording/video/encoded-video.ts';
import { videoPatienceMs } from '../../../../../server/recording/video/record-video.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { size, VideoStage } from './video-stage.ts';

const format = { configuration: Buffer.from([1, 66, 0, 30, 255, 224, 0]), ...size };

/** A recording whose encoder gives back what a test says, when it says so. */
class Steps implements AsyncDisposable {
  #watcher: VideoWatcher | undefined;
  #encoder: AbortSignal | undefined;
  readonly stage: VideoStage;
  readonly clock = new SteppedClock();
  readonly #times: number[] = [];
  #encoded = 0;

  constructor() {
    this.stage = new VideoStage(
      () => ({
        watch: (watcher, signal) => {
          this.#watcher = watcher;
          this.#encoder = signal;
          return undefined;
        },
      }),
      videoPatienceMs,
      this.clock,
    );
  }

  /** Whether the recording still uses the encoder. */
  get isEncoded(): boolean {
    return this.#encoder?.aborted === false;
  }

  /** The camera sends so many frames. */
  async send(count: number, origin: 'camera' | 'placeholder' = 'camera'): Promise<void> {
    for (let frame = 0; frame < count; frame++) {
      await this.clock.advance(40);
      const atMs = this.clock.nowMs();
      this.#times.push(atMs);
      this.stage.send(origin, atMs);
    }
  }

  /** The encoder gives back so many. */
  encode(count: number, { isKey = false } = {}): void {
    for (let frame = 0; frame < count; frame++)
      this.encoded(this.#times[this.#encoded++] ?? NaN, isKey && frame === 0);
  }

  /** The camera has another mask. */
  withdraw(): void {
    this.stage.withdraw();
    this.#watcher?.withdrawn();
  }

  /** The encoder leaves frames out, e.g. placeholders. */
  skip(count: number): void {
    this.#encoded += count;
  }

  encoded(capturedAtMs: number, isKey: boolean): void {
    const data = Buffer.from([0, 0, 0, 1, 1]);
    this.#watcher?.picture({
      data,
      isKey,
      capturedAtMs,
      capturedAt: this.stage.wallTimeOf(capturedAtMs),
      format,
    });
  }

  ended(): void {
    this.#watcher?.ended();
  }

  /** Each file: how it is coded, and how many frames it has. All frames that were sent are there, once. */
  async files(): Promise<[isAvc: boolean, frames: number][]> {
    const files = await this.stage.files();
    const times = files.flatMap(({ atMs }) => atMs);
    expect(times).toEqual(this.stage.sentMs.map((time) => expect.closeTo(time, -0.3) as number));
    expect(this.stage.recorder.counters.drops).toEqual({});
    return files.map(({ isAvc, atMs }) => [isAvc, atMs.length]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stage[Symbol.asyncDispose]();
  }
}

describe('a recording that comes to an encoder that runs already', () => {
  test('begins as MJPEG, and is H.264 from the next key frame on, without a frame twice', async () => {
    await using steps = new Steps();
    await steps.send(4);
    steps.encode(4);
    await steps.send(6);
    steps.encode(6, { isKey: true });
    expect(await steps.files()).toEqual([
      [false, 4],
      [true, 6],
    ]);
  });

  test('does not begin with a picture from before its start, which would leave those after it without a key frame', async () => {
    await using steps = new Steps();
    steps.encoded(-1, true);
    await steps.send(4);
    steps.encode(4);
    await steps.send(6);
    steps.encode(6, { isKey: true });
    expect(await steps.files()).toEqual([
      [false, 4],
      [true, 6],
    ]);
  });
});

describe('a recording as H.264 whose camera gets another mask', () => {
  test('has no frame of before it that waits for the encoder, and begins another video', async () => {
    await using steps = new Steps();
    await steps.send(10);
    steps.encode(6, { isKey: true });
    steps.withdraw();
    steps.skip(4);
    const waiting = steps.stage.sentMs.splice(6);
    expect(waiting).toHaveLength(4);
    await steps.send(8);
    steps.encode(8, { isKey: true });
    expect(steps.stage.states.map(({ kind }) => kind)).toEqual(['h264']);
    expect((await steps.files()).map(([isAvc]) => isAvc)).not.toContain(false);
  });
});

describe('a recording as H.264 that ends', () => {
  test('waits for what the encoder has', async () => {
    await using steps = new Steps();
    await steps.send(10);
    steps.encode(4, { isKey: true });
    steps.stage.recorder.stop();
    expect(steps.stage.recorder.state.kind).toBe('recording');
    const before = steps.stage.sentMs.length;
    await steps.send(1);
    steps.stage.sentMs.length = before; // what comes after the end is in no file
    steps.encode(6);
    expect(steps.stage.recorder.state.kind).toBe('off');
    expect(await steps.files()).toEqual([[true, 10]]);
  });

  test('before its encoder has started is MJPEG', async () => {
    await using steps = new Steps();
    await steps.send(3);
    expect(await steps.files()).toEqual([[false, 3]]);
  });

  test('with the server has all frames, too', async () => {
    await using steps = new Steps();
    await steps.send(6);
    steps.encode(4, { isKey: true });
    await steps.stage.end();
    expect(await steps.files()).toEqual([
      [true, 4],
      [false, 2],
    ]);
  });

  test('with its camera has all frames, too', async () => {
    await using steps = new Steps();
    await steps.send(6);
    steps.encode(4, { isKey: true });
    steps.stage.hub.close();
    expect(await steps.files()).toEqual([
      [true, 4],
      [false, 2],
    ]);
  });

  test('and goes on at once has another file, and loses nothing in between', async () => {
    await using steps = new Steps();
    await steps.send(6);
    steps.encode(4, { isKey: true });
    steps.stage.recorder.stop();
    steps.stage.recorder.start();
    await steps.send(4);
    steps.encode(4);
    await steps.send(3);
    steps.encode(5, { isKey: true });
    expect(await steps.files()).toEqual([
      [true, 6],
      [false, 2],
      [true, 5],
    ]);
  });
});

describe('a recording as H.264', () => {
  test('goes on as MJPEG after placeholders, up to the next key frame', async () => {
    await using steps = new Steps();
    await steps.send(4);
    steps.encode(4, { isKey: true });
    await steps.send(1, 'placeholder');
    steps.skip(1);
    await steps.send(3);
    steps.encode(3);
    await steps.send(3);
    steps.encode(3, { isKey: true });
    expect(await steps.files()).toEqual([
      [true, 4],
      [false, 3],
      [true, 3],
    ]);
  });

  test('has what waits as MJPEG when the encoder was ended', async () => {
    await using steps = new Steps();
    await steps.send(6);
    steps.encode(4, { isKey: true });
    steps.ended();
    expect(steps.stage.recording.waiting).toBe(0);
    expect(await steps.files()).toEqual([
      [true, 4],
      [false, 2],
    ]);
  });

  test('leaves an encoder that is too slow', async () => {
    await using steps = new Steps();
    await steps.send(1);
    steps.encode(1, { isKey: true });
    expect(steps.isEncoded).toBe(true);
    await steps.send(40);
    expect(steps.isEncoded).toBe(false);
    expect(steps.stage.states.at(-1)).toMatchObject({ problem: { reason: 'slow-encoder' } });
    expect(await steps.files()).toEqual([
      [true, 1],
      [false, 40],
    ]);
  });
});
