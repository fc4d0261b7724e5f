import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { maxEventAnnotations, type KeptEvent } from '../../../../../server/contract/kept-event.ts';
import { PendingFile, type PendingMessage } from '../../../../../server/event/webhook/pending-memory.ts';
import { mountMissing, TemporaryFolder } from '../../config/temporary-folder.ts';
import { numberedEvent } from '../log/numbered-event.ts';

/** A memory in a folder of its own, with what it logged. */
function memoryHere() {
  const folder = new TemporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const logged: string[] = [];
  const logger = pino({ base: null }, { write: (line) => void logged.push(line) });
  return { folder, logged, logger, memory: new PendingFile(join(folder.path, 'pending.json'), logger) };
}

const message = (number: number, given: Partial<KeptEvent> = {}): PendingMessage => ({
  ...{ webhook: 'home', id: randomUUID(), type: 'event', queuedAt: number },
  event: numberedEvent(number, given),
});
const seen: KeptEvent['annotations'][number] = { label: 'ü'.repeat(64), score: 0.5, box: [0, 0, 1, 1] };

test('messages that wait stay until others are kept, so that a kill in between loses none', async () => {
  const { folder, logged, memory } = memoryHere();
  expect(await memory.take()).toEqual([]);
  const kept = [message(1), message(2)];
  expect(await memory.keep(kept)).toBe(true);
  expect(await memory.take()).toEqual(kept);
  expect(await memory.take()).toEqual(kept);
  expect(await memory.keep([])).toBe(true);
  expect(await memory.take()).toEqual([]);
  expect([readdirSync(folder.path), logged]).toEqual([[], []]);
});

test('of more messages than a file may hold the newest are kept, in their order, and the log says so', async () => {
  const { logged, memory } = memoryHere();
  const annotations = Array.from({ length: maxEventAnnotations }, () => seen);
  const many = 1_600;
  // The queues of several webhooks, one after the other.
  const numbers = Array.from({ length: many }, (_, index) => (index * 7) % many);
  await memory.keep(numbers.map((number) => message(number, { annotations })));
  const taken = (await memory.take()).map(({ queuedAt }) => queuedAt);
  expect(taken.length).toBeGreaterThan(400);
  expect(taken).toEqual(numbers.filter((number) => number >= many - taken.length));
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({ messages: many - taken.length });
});

test('a file that cannot be used is named in the log, and the next one replaces it', async () => {
  const { folder, logged, memory } = memoryHere();
  folder.write('pending.json', ' '.repeat(3 * 1024 * 1024));
  expect(await memory.take()).toEqual([]);
  expect(logged[0]).toContain('is larger than');
  await memory.keep([message(1)]);
  expect(await memory.take()).toHaveLength(1);
});

test('what stands in the way is a problem in words, logged once, until it is gone', async () => {
  const { folder, logged, memory } = memoryHere();
  const path = join(folder.path, 'pending.json');
  mkdirSync(path);
  for (let attempt = 0; attempt < 3; attempt++) expect(await memory.keep([message(1)])).toBe(false);
  expect(memory.problem).toContain('Move away what has its name');
  expect(logged).toHaveLength(1);
  rmdirSync(path);
  expect(await memory.keep([message(1)])).toBe(true);
  expect(memory.problem).toBe(undefined);
});

test.skipIf(mountMissing)('a read-only disk is a problem in words', async () => {
  const { folder, logger } = memoryHere();
  using disk = folder.mount('disk', '-t', 'tmpfs', 'tmpfs');
  const memory = new PendingFile(join(disk.path, 'pending.json'), logger);
  await memory.keep([message(1)]);
  spawnSync('mount', ['-o', 'remount,ro', disk.path]);
  expect(await memory.keep([])).toBe(false);
  expect(memory.problem).toContain('EROFS');
});
