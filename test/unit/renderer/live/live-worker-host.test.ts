import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LiveWorker } from '../../../../renderer/live/live-worker-host.ts';
import type { PageMessage, WorkerMessage } from '../../../../renderer/live/worker/worker-messages.ts';

const first: PageMessage = { type: 'access', access: 'open' };

/** Takes the place of the browser's Worker; a test says what it does. */
class FakeWorker extends EventTarget {
  static all: FakeWorker[] = [];
  readonly got: PageMessage[] = [];
  terminated = false;
  answers = true;

  constructor() {
    super();
    FakeWorker.all.push(this);
  }

  postMessage(message: PageMessage): void {
    this.got.push(message);
    if (message.type === 'ping' && this.answers) this.say({ type: 'pong' });
  }

  say(message: WorkerMessage): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: message }));
  }

  fail(): void {
    this.dispatchEvent(new Event('error'));
  }

  terminate(): void {
    this.terminated = true;
  }
}

let lifetime: AbortController;
let started: number;
let told: WorkerMessage[];
let host: LiveWorker;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
  FakeWorker.all = [];
  [lifetime, started, told] = [new AbortController(), 0, []];
  host = new LiveWorker({
    first: () => [first],
    started: () => void started++,
    told: (message) => told.push(message),
  });
  void host.run(lifetime.signal);
});
afterEach(() => {
  lifetime.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000);
function worker(index: number): FakeWorker {
  const found = FakeWorker.all[index];
  if (!found) throw new Error(`there is no worker ${index}`);
  return found;
}

describe('the worker of a wall', () => {
  test('is told what holds first, and lives on as long as it answers', async () => {
    expect(worker(0).got).toEqual([first]);
    await pass(3_600);
    expect([FakeWorker.all.length, started, worker(0).terminated]).toEqual([1, 1, false]);
  });

  test('that failed is ended, and another one takes its place and is told the same', async () => {
    worker(0).fail();
    await pass(2);
    expect(worker(0).terminated).toBe(true);
    expect([started, worker(1).got[0]]).toEqual([2, first]);
  });

  test('that does not answer any more is ended after twenty seconds, and another one takes its place', async () => {
    worker(0).answers = false;
    await pass(15);
    expect(worker(0).terminated).toBe(false);
    await pass(8);
    expect([worker(0).terminated, FakeWorker.all.length]).toEqual([true, 2]);
  });

  test('that was ended is not heard any more', async () => {
    worker(0).fail();
    await pass(2);
    worker(0).say({ type: 'clock', offsetMs: 7 });
    worker(1).say({ type: 'clock', offsetMs: 1 });
    expect(told).toEqual([{ type: 'clock', offsetMs: 1 }]);
  });

  test('that fails each time is started again and again, but ever more seldom', async () => {
    for (let second = 0; second < 600; second++) {
      FakeWorker.all.at(-1)?.fail();
      await pass(1);
    }
    expect(FakeWorker.all.length).toBeGreaterThan(600 / 17);
    expect(FakeWorker.all.length).toBeLessThan(600 / 7 + 10);
    expect(FakeWorker.all.filter(({ terminated }) => !terminated).length).toBeLessThanOrEqual(1);
  });

  test('is ended with the page', async () => {
    lifetime.abort();
    await pass(60);
    expect(FakeWorker.all.map(({ terminated }) => terminated)).toEqual([true]);
  });
});

describe('a picture asked of the worker', () => {
  test('comes with the answer to this question, or with why there is none', async () => {
    const answers = [host.snapshot(1), host.snapshot(2)];
    const asked = worker(0).got.filter((message) => message.type === 'snapshot');
    const blob = new Blob(['jpeg']);
    const [one, two] = asked.map(({ request }) => request);
    worker(0).say({ type: 'snapshot', request: two ?? 0, result: { problem: 'There is no picture yet.' } });
    worker(0).say({ type: 'snapshot', request: one ?? 0, result: { blob } });
    expect(await Promise.allSettled(answers)).toEqual([
      { status: 'fulfilled', value: blob },
      { status: 'rejected', reason: new Error('There is no picture yet.') },
    ]);
  });

  test('is given up on after five seconds', async () => {
    const answer = expect(host.snapshot(1)).rejects.toThrow('The picture could not be read. Try again.');
    await pass(5);
    await answer;
  });
});
