import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GuardedIndex } from '../../../../../server/recording/storage/guarded-index.ts';
import { MemoryIndex } from '../../../../../server/recording/storage/memory-index.ts';
import { openIndex } from '../../../../../server/recording/storage/open-index.ts';
import type { SegmentEntry, SegmentIndex } from '../../../../../server/recording/storage/segment-entry.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'index-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const hasSqlite = Number.parseInt(process.versions.node) >= 24;

function entry(number: number, camera = `cam${number % 4}`): SegmentEntry {
  const startMs = Date.UTC(2026, 0, 1) + number * 75_000;
  const id = new Date(startMs).toISOString().replaceAll(':', '-');
  return {
    camera,
    id,
    kind: 'recording',
    path: `${camera}/${id.slice(0, 10)}/${id}_300.000s.mkv`,
    startMs,
    durationMs: 300_000,
    bytes: 1_000 + number,
    clock: 'synchronised',
    protected: number % 10 === 0,
    state: 'closed',
  };
}

const kinds: [string, () => Promise<SegmentIndex>][] = [
  ['in memory', async () => new MemoryIndex()],
  ['in a database', async () => (await openIndex(join(folder, 'index.db'))).index],
];

describe.each(kinds)('the index %s', (kind, openOne) => {
  test.skipIf(kind === 'in a database' && !hasSqlite)(
    'lists by camera and time, a page at a time',
    async () => {
      const index = await openOne();
      index.put(Array.from({ length: 100 }, (_, number) => entry(number)));
      const fromMs = entry(50).startMs;
      const found = index.list({ camera: 'cam2', fromMs, toMs: fromMs + 600_000, limit: 100 });
      expect(found).toEqual([46, 50, 54].map((number) => entry(number)));
      const pages: SegmentEntry[] = [];
      for (let after: SegmentEntry | undefined; ;) {
        const page = index.list({ after, limit: 7 });
        pages.push(...page);
        after = page.at(-1);
        if (!after) break;
      }
      expect(pages).toEqual(Array.from({ length: 100 }, (_, number) => entry(number)));
      index.close();
    },
  );

  test.skipIf(kind === 'in a database' && !hasSqlite)('finds the neighbours of a place', async () => {
    const index = await openOne();
    index.put([entry(0), entry(4), { ...entry(8), state: 'broken' }, entry(12), entry(1)]);
    const { camera, startMs, id } = entry(4);
    const place = (atMs: number, its = id) => ({ camera, startMs: atMs, id: its });
    expect(index.neighbour('before', place(startMs))).toEqual(entry(0));
    expect(index.neighbour('after', place(startMs))).toEqual(entry(12));
    expect(index.neighbour('before', place(startMs, '\uffff'))).toEqual(entry(4));
    expect(index.neighbour('before', place(startMs - 1))).toEqual(entry(0));
    expect(index.neighbour('before', place(Infinity))).toEqual(entry(12));
    expect(index.neighbour('after', place(-Infinity, ''))).toEqual(entry(0));
    expect(index.neighbour('before', place(entry(0).startMs, ''))).toBeUndefined();
    expect(index.neighbour('after', place(entry(12).startMs + 1))).toBeUndefined();
    index.close();
  });

  test.skipIf(kind === 'in a database' && !hasSqlite)('has the spans of a timeline', async () => {
    const index = await openOne();
    const film = { ...entry(8), id: `${entry(8).id}-timelapse`, kind: 'timelapse' as const };
    const broken = { ...entry(16), state: 'broken' as const };
    const all = Array.from({ length: 40 }, (_, number) => entry(number));
    index.put([...all.filter(({ id }) => id !== broken.id), broken, film]);
    const toMs = entry(24).startMs;
    // The recording 4 ends at the moment that the time begins with, and 24 begins at that it ends with.
    const found = index.spans({ camera: 'cam0', fromMs: entry(8).startMs, toMs });
    const expected = [4, 8, 12, 20].map((number) => {
      const { id, startMs, durationMs, protected: isProtected } = entry(number);
      return { id, startMs, durationMs, protected: isProtected };
    });
    expect(found).toMatchObject(expected);
    expect(index.spans({ camera: 'cam0', fromMs: toMs + 86_400_000, toMs: Infinity })).toEqual([]);
    index.close();
  });

  test.skipIf(kind === 'in a database' && !hasSqlite)('keeps films and stills apart', async () => {
    const index = await openOne();
    const film = { ...entry(8), id: `${entry(8).id}-timelapse`, kind: 'timelapse' as const };
    index.put([entry(4), film]);
    expect(index.list({ limit: 10 })).toEqual([entry(4)]);
    expect(index.list({ kind: 'timelapse', camera: 'cam0', limit: 10 })).toEqual([film]);
    expect(index.list({ kind: 'still', limit: 10 })).toEqual([]);
    expect(index.get('cam0', film.id)).toEqual(film);
    const bytesOf = (of?: 'timelapse') => index.totals(of).map(({ bytes }) => bytes);
    expect([bytesOf(), bytesOf('timelapse')]).toEqual([[1_004], [1_008]]);
    index.close();
  });

  test.skipIf(kind === 'in a database' && !hasSqlite)('finds what waits for its upload', async () => {
    const index = new GuardedIndex(await openOne(), () => undefined);
    const waiting = [2, 5].map((number) => ({ ...entry(number), waitsForUpload: true as const }));
    index.put([entry(1), ...waiting, entry(9)]);
    expect(index.list({ waiting: true, limit: 10 })).toEqual(waiting);
    expect(index.list({ waiting: true, after: waiting[0], limit: 10 })).toEqual([waiting[1]]);
    expect(index.backlog()).toEqual({ segments: 2, bytes: 2_007 });
    index.put([entry(2), entry(5)]);
    expect([index.list({ waiting: true, limit: 10 }), index.backlog().segments]).toEqual([[], 0]);
    index.close();
  });

  test.skipIf(kind === 'in a database' && !hasSqlite)('changes, removes and adds up', async () => {
    const index = await openOne();
    index.put([entry(0), entry(4), entry(1)]);
    index.put([{ ...entry(4), protected: true }]);
    expect(index.get('cam0', entry(4).id)?.protected).toBe(true);
    index.remove('cam1', entry(1).id);
    expect(index.totals()).toEqual([
      {
        camera: 'cam0',
        segments: 2,
        bytes: 2_004,
        protectedBytes: 2_004,
        fromMs: entry(0).startMs,
        toMs: entry(4).startMs + 300_000,
      },
    ]);
    index.clear();
    expect([index.list({ limit: 10 }), index.totals()]).toEqual([[], []]);
    index.close();
  });

  test.skipIf(kind === 'in a database' && !hasSqlite)('lists 10,000 segments', async () => {
    const index = await openOne();
    index.put(Array.from({ length: 10_000 }, (_, number) => entry(number)));
    const startedMs = performance.now();
    const found = index.list({ limit: 10_000 });
    const pageMs = performance.now();
    index.list({ camera: 'cam1', fromMs: entry(5_000).startMs, toMs: entry(6_000).startMs, limit: 100 });
    console.log(
      `${index.kind}: 10,000 segments in ${(pageMs - startedMs).toFixed(1)} ms, a page of 100 in ${(performance.now() - pageMs).toFixed(1)} ms`,
    );
    expect(found).toHaveLength(10_000);
    index.close();
  });
});

describe.skipIf(!hasSqlite)('the database of the index (left out: this Node.js has no node:sqlite)', () => {
  test('is still there after a restart', async () => {
    const path = join(folder, 'index.db');
    const first = await openIndex(path);
    first.index.put([entry(1)]);
    first.index.close();
    const second = await openIndex(path);
    expect(second).toMatchObject({ why: undefined, index: { kind: 'sqlite' } });
    expect(second.index.list({ limit: 10 })).toEqual([entry(1)]);
    second.index.close();
  });

  test('is made anew when its file is none', async () => {
    const path = join(folder, 'index.db');
    writeFileSync(path, 'this is no database, and long enough to be looked at as one'.repeat(100));
    const { index, why } = await openIndex(path);
    expect([index.kind, why]).toEqual(['sqlite', undefined]);
    index.close();
  });

  test('is made anew when another program has locked it, and cannot be locked after that', async () => {
    const path = join(folder, 'index.db');
    const { DatabaseSync } = await import('node:sqlite');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE mine (a); BEGIN EXCLUSIVE');
    const { index, why } = await openIndex(path);
    expect([index.kind, why]).toEqual(['sqlite', undefined]);
    index.put([entry(1)]);
    const third = new DatabaseSync(path);
    expect(() => third.exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    index.put([entry(2)]);
    expect(index.list({ limit: 10 })).toHaveLength(2);
    for (const database of [index, other, third]) database.close();
  });

  test('gives way to memory when its file is damaged while it is used, once', async () => {
    const path = join(folder, 'index.db');
    const filled = await openIndex(path);
    filled.index.put(Array.from({ length: 2_000 }, (_, number) => entry(number)));
    filled.index.close();
    const opened = await openIndex(path);
    const told: string[] = [];
    const index = new GuardedIndex(opened.index, (why) => told.push(why));
    const size = statSync(path).size;
    writeFileSync(path, Buffer.alloc(size - 8_192, 0x5a), { flag: 'r+' });
    expect(index.list({ limit: 10_000 })).toEqual([]);
    expect([told.length, index.kind]).toEqual([1, 'memory']);
    index.put([entry(1)]);
    expect(index.list({ limit: 10 })).toEqual([entry(1)]);
    index.close();
  });

  test('gives way to memory where it cannot be made, and says why', async () => {
    const { index, why } = await openIndex(join(folder, 'nowhere/index.db'));
    expect(index.kind).toBe('memory');
    expect(why).toMatch(/nowhere/);
  });
});
