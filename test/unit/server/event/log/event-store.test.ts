import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KeptEvent } from '../../../../../server/contract/kept-event.ts';
import type { EventLimits } from '../../../../../server/event/log/event-memory.ts';
import { EventStore } from '../../../../../server/event/log/event-store.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { mayMount, SmallDisk } from '../../../../fixtures/small-disk.ts';
import { until } from '../../../../fixtures/until.ts';
import { firstMs, numberedEvent } from './numbered-event.ts';

const roomy: EventLimits = { count: 1_000, bytes: 1024 * 1024, ageMs: Infinity };

/** A store on a folder of its own, or on a given one. */
class StoreBench implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'events-'));
  readonly folder: string;
  readonly clock = new SteppedClock('2026-11-20T12:00:00.000Z');
  limits: EventLimits;
  store: EventStore;
  #stop = new AbortController();
  #running: Promise<void>;

  constructor(folder?: string, limits: EventLimits = roomy) {
    this.limits = limits;
    this.folder = folder ?? join(this.root, 'events');
    [this.store, this.#running] = this.#begin();
  }

  add(...numbers: number[]): void {
    for (const number of numbers) this.store.add(numberedEvent(number));
  }

  begin(): void {
    this.#stop = new AbortController();
    [this.store, this.#running] = this.#begin();
  }

  async restart(): Promise<void> {
    await this.end();
    this.begin();
    await this.ready();
  }

  /** Resolves when everything is saved. */
  async saved(): Promise<void> {
    await until('all events are saved', async () => {
      await this.clock.advance(10_000);
      return this.store.report.state === 'ready' && this.store.report.unsaved === 0;
    });
  }

  ready(): Promise<boolean> {
    return until('the events are read', () => this.store.report.state === 'ready');
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  names(): string[] {
    return readdirSync(this.folder).sort();
  }

  textOnDisk(): string {
    return this.names()
      .map((name) => readFileSync(join(this.folder, name), 'utf8'))
      .join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    rmSync(this.root, { recursive: true, force: true });
  }

  #begin(): [EventStore, Promise<void>] {
    const { folder, clock } = this;
    const store = new EventStore({ folder, clock, logger: silentLogger, limits: () => this.limits });
    return [store, store.run(this.#stop.signal)];
  }
}

const textsOf = (events: readonly KeptEvent[]) => events.map(({ text }) => text);
const all = (store: EventStore) => store.list({}, { limit: 1_000 });

describe('kept events', () => {
  test('are there after a restart, in the order of their times, in a file that only the server may read', async () => {
    await using bench = new StoreBench();
    bench.add(2, 1, 3);
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 1', 'number 2', 'number 3']);
    expect(all(bench.store)[1]).toEqual(numberedEvent(2));
    expect(bench.names()).toEqual(['events-00000001.jsonl']);
    expect(statSync(join(bench.folder, 'events-00000001.jsonl')).mode & 0o777).toBe(0o600);
  });

  test('leave no folder where nothing happened', async () => {
    await using bench = new StoreBench();
    await bench.ready();
    await bench.end();
    expect(readdirSync(bench.root)).toEqual([]);
  });

  test('are filtered, counted and read page by page', async () => {
    await using bench = new StoreBench();
    bench.add(1, 2, 3, 4);
    bench.store.add(numberedEvent(5, { camera: 'yard', name: 'car', source: 'motion' }));
    const { store } = bench;
    expect(textsOf(store.list({ camera: 'yard' }, { limit: 9 }))).toEqual(['number 5']);
    expect(textsOf(store.list({ name: 'car' }, { limit: 9 }))).toEqual(['number 5']);
    expect(textsOf(store.list({ source: 'motion' }, { limit: 9 }))).toEqual(['number 5']);
    expect(textsOf(store.list({ fromMs: firstMs + 2_000, toMs: firstMs + 4_000 }, { limit: 9 }))).toEqual([
      'number 2',
      'number 3',
    ]);
    expect(store.countOf({ camera: 'door' })).toBe(4);
    expect(textsOf(store.list({}, { limit: 2, order: 'desc' }))).toEqual(['number 5', 'number 4']);
    const page = store.list({ camera: 'door' }, { limit: 3 });
    expect(textsOf(store.list({ camera: 'door' }, { after: page.at(-1), limit: 3 }))).toEqual(['number 4']);
  });

  test('beyond the count or the bytes go, the oldest first, and their files with them', async () => {
    await using bench = new StoreBench();
    bench.limits = { ...roomy, count: 1_500, bytes: 64 * 1024 * 1024 };
    const text = 'x'.repeat(200);
    for (let number = 0; number < 6_000; number++) {
      bench.store.add(numberedEvent(number, { text }));
      if (number % 1_000 === 999) await bench.saved();
    }
    expect(bench.store.count).toBe(1_500);
    expect(all(bench.store)[0]?.at_ms).toBe(firstMs + 4_500_000);
    // 1,500 events fill less than three files.
    expect(bench.names().length).toBeLessThanOrEqual(3);
    expect(bench.store.bytes).toBeLessThan(3 * 300 * 1024);
    await bench.restart();
    expect(bench.store.count).toBe(1_500);
    bench.limits = { ...bench.limits, bytes: 4_000 };
    bench.add(6_000);
    expect(bench.store.count).toBeLessThan(15);
    expect(textsOf(all(bench.store)).at(-1)).toBe('number 6000');
  });

  test('that are too old go, also from the disk', async () => {
    await using bench = new StoreBench();
    bench.limits = { ...roomy, ageMs: 3_600_000 };
    bench.add(0, 1_800);
    await bench.saved();
    await bench.clock.advance(2 * 3_600_000 - 1_200_000);
    await until('the older one is gone', () => bench.store.count === 1);
    await until('it is gone from the disk', () => !bench.textOnDisk().includes('"number 0"'));
    expect(bench.textOnDisk()).toContain('"number 1800"');
  });

  test('that are removed are gone from the disk when that is answered', async () => {
    await using bench = new StoreBench();
    bench.add(1, 2, 3, 4);
    await bench.saved();
    expect(await bench.store.remove({ id: numberedEvent(2).id })).toBe(1);
    expect(bench.textOnDisk()).not.toContain('number 2');
    expect(await bench.store.remove({ id: 'nothing' })).toBe(0);
    expect(await bench.store.remove({ fromMs: firstMs + 3_000 })).toBe(2);
    expect(textsOf(all(bench.store))).toEqual(['number 1']);
    expect(await bench.store.remove({})).toBe(1);
    expect(bench.names()).toEqual([]);
    bench.add(9);
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 9']);
  });
});

test('events that are removed while the disk still works on others are gone from it, too', async () => {
  await using bench = new StoreBench();
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  bench.add(...numbers);
  await bench.saved();
  const removing: Promise<number>[] = [];
  for (const number of numbers.slice(1)) {
    removing.push(bench.store.remove({ id: numberedEvent(number).id }));
    // One step of the program, in which no disk has answered.
    await Promise.resolve();
  }
  await Promise.all(removing);
  await bench.restart();
  expect(textsOf(all(bench.store))).toEqual(['number 0']);
});

describe('a damaged disk', () => {
  test('costs the lines that are damaged, and nothing else', async () => {
    await using bench = new StoreBench();
    bench.add(1, 2);
    await bench.end();
    const path = join(bench.folder, 'events-00000001.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [lines[0], '\0\0\u001f%', '{"id":"mdk3f8aa-00000009"}', lines[1], ''].join('\n'));
    // A power cut in the middle of a line.
    appendFileSync(path, (lines[0] ?? '').slice(0, 40));
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 1', 'number 2']);
    expect(bench.store.counters.damagedLines).toBe(3);
    bench.add(3);
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 1', 'number 2', 'number 3']);
  });

  test('with a folder or a giant in the place of a file costs that file alone', async () => {
    await using bench = new StoreBench();
    bench.add(1);
    await bench.end();
    mkdirSync(join(bench.folder, 'events-00000002.jsonl'));
    writeFileSync(join(bench.folder, 'events-00000003.jsonl'), 'x'.repeat(2 * 1024 * 1024));
    writeFileSync(join(bench.folder, 'notes.txt'), 'not ours');
    await bench.restart();
    bench.add(2);
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 1', 'number 2']);
    expect(bench.names()).toContain('notes.txt');
  });

  test.for<[string, (path: string, elsewhere: string) => void]>([
    ['a named pipe', (path) => void execFileSync('mkfifo', [path])],
    ['a folder', (path) => mkdirSync(path)],
    ['a link', (path, elsewhere) => symlinkSync(elsewhere, path)],
  ])('with %s in the place of files names these; events go to another', async ([, take]) => {
    await using bench = new StoreBench();
    const elsewhere = join(bench.root, 'elsewhere');
    writeFileSync(elsewhere, 'a secret');
    bench.add(1);
    await bench.end();
    take(join(bench.folder, 'events-00000002.jsonl'), elsewhere);
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 1']);
    // And one that comes while the server runs.
    take(join(bench.folder, 'events-00000003.jsonl'), elsewhere);
    bench.add(2);
    await bench.saved();
    expect(bench.store.unusable).toEqual(['events-00000002.jsonl', 'events-00000003.jsonl']);
    expect(readFileSync(join(bench.folder, 'events-00000004.jsonl'), 'utf8')).toContain('number 2');
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 1', 'number 2']);
    expect(readFileSync(elsewhere, 'utf8')).toBe('a secret');
  });

  test('with a link in the place of a file that is written anew leaves alone what it leads to', async () => {
    await using bench = new StoreBench();
    const elsewhere = join(bench.root, 'elsewhere');
    writeFileSync(elsewhere, 'a secret');
    bench.add(1, 2);
    await bench.saved();
    rmSync(join(bench.folder, 'events-00000001.jsonl'));
    symlinkSync(elsewhere, join(bench.folder, 'events-00000001.jsonl'));
    await bench.store.remove({ id: numberedEvent(1).id });
    expect(readFileSync(elsewhere, 'utf8')).toBe('a secret');
    await bench.restart();
    expect(textsOf(all(bench.store))).toEqual(['number 2']);
  });

  test('with a link in the place of the folder has a name, and nothing is written where it leads', async () => {
    await using bench = new StoreBench();
    await bench.end();
    const elsewhere = join(bench.root, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, bench.folder);
    bench.begin();
    bench.add(1);
    await until('it is noticed', () => bench.store.problem?.reason === 'io-error');
    expect(bench.store.problem?.message).toContain('is no folder; remove or rename it');
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(bench.folder);
    await bench.saved();
    expect(bench.textOnDisk()).toContain('number 1');
  });

  test('with a file in the place of the folder has a name; events are in memory until that is repaired', async () => {
    await using bench = new StoreBench(join(mkdtempSync(join(tmpdir(), 'events-')), 'events'));
    await bench.end();
    writeFileSync(bench.folder, '');
    bench.begin();
    bench.add(1);
    await until('it is noticed', () => bench.store.problem?.reason === 'io-error');
    expect(bench.store.report).toMatchObject({ state: 'failed', unsaved: 1, count: 1 });
    rmSync(bench.folder);
    await bench.saved();
    expect(bench.textOnDisk()).toContain('number 1');
    rmSync(join(bench.folder, '..'), { recursive: true });
  });

  test.runIf(mayMount())(
    'that is full has a name, loses none of the kept ones, and gets them when there is room',
    async () => {
      using disk = new SmallDisk(1);
      await using bench = new StoreBench(join(disk.root, 'events'));
      bench.add(1, 2);
      await bench.saved();
      const filling = join(disk.root, 'filling');
      try {
        writeFileSync(filling, Buffer.alloc(2 * 1024 * 1024));
      } catch {
        // It is full now.
      }
      const long = 'x'.repeat(200);
      for (let number = 3; number < 100; number++) bench.store.add(numberedEvent(number, { text: long }));
      await until('it is noticed', async () => {
        await bench.clock.advance(1_000);
        return bench.store.problem?.reason === 'disk-full';
      });
      expect(bench.store.count).toBe(99);
      // No line is cut off.
      expect(bench.textOnDisk().endsWith('}\n')).toBe(true);
      rmSync(filling);
      await bench.saved();
      await bench.restart();
      expect(bench.store.count).toBe(99);
      expect(bench.store.counters).toEqual({ unsavedLost: 0, damagedLines: 0 });
    },
  );
});

test('a server that is killed in a burst of events loses none that it had saved, and its files open', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'events-')), 'events');
  try {
    for (let kill = 0; kill < 2; kill++) {
      rmSync(folder, { recursive: true, force: true });
      const saved = await killWriter(folder, 300 + kill * 137);
      await using bench = new StoreBench(folder, { ...roomy, count: 100_000 });
      await bench.ready();
      expect(saved).toBeGreaterThanOrEqual(300);
      expect(bench.store.count).toBeGreaterThanOrEqual(saved);
      expect(bench.store.counters.damagedLines).toBeLessThanOrEqual(1);
    }
  } finally {
    rmSync(join(folder, '..'), { recursive: true });
  }
});

/** Kills it when it has saved so many events. Returns the number that it told last. */
async function killWriter(folder: string, many: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'event-writer.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const saved = () => Number(output.match(/saved (\d+)\n(?!.*saved \d+\n)/s)?.[1] ?? 0);
  try {
    await until('enough is saved', () => saved() >= many);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
  return saved();
}
