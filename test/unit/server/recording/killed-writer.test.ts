import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileSource } from '../../../../server/recording/matroska/byte-source.ts';
import { SegmentReader } from '../../../../server/recording/matroska/segment-reader.ts';
import { until } from '../../../fixtures/until.ts';
import { hasProgram, probe } from './jpeg-frames.ts';
import { RecorderBench } from './recorder-bench.ts';

/** `KILLS=500` tries more moments. */
const kills = Number(process.env['KILLS'] ?? 20);
/** Each writer mostly waits for its moment. */
const atOnce = 4;

describe('a writer that is killed', () => {
  test(`at ${kills} random moments loses nothing that was finished, and each file opens`, async () => {
    const recovered: number[] = [];
    const numbers = Array.from({ length: kills }, (_, number) => number).values();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const number of numbers) recovered.push(await killAndRepair(number));
      }),
    );
    expect(recovered.reduce((sum, files) => sum + files)).toBeGreaterThan(kills / 2);
  });
});

/** @returns how many files the next start had to repair */
async function killAndRepair(number: number): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'killed-'));
  try {
    const { closed, afterMs } = await killOne(root);
    await using bench = new RecorderBench({ root });
    const report = await bench.store.open(new AbortController().signal);
    expect(report.failed, `after ${afterMs} ms`).toEqual([]);
    for (const { path, frames } of closed) {
      expect(existsSync(path), `${path} after ${afterMs} ms`).toBe(true);
      expect(await readEach(path)).toBe(frames);
    }
    for (const entry of bench.store.list({ limit: 100 })) {
      expect(entry.state).toBe('closed');
      const path = bench.store.pathOf(entry);
      const frames = await readEach(path);
      if (number % 10 === 0 && hasProgram('ffprobe')) expect(probe(path).timesMs).toHaveLength(frames);
    }
    const names = readdirSync(root, { recursive: true });
    expect(names.filter((name) => String(name).endsWith('.part'))).toEqual([]);
    return report.recovered.length;
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function killOne(root: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writer-process.ts'), root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const afterMs = Math.round(Math.random() * 1_200);
  try {
    await until('the first file is there', () => output.includes('written'));
    await new Promise((resolve) => setTimeout(resolve, afterMs));
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
  const closed = [...output.matchAll(/^closed (.*) (\d+)$/gm)].map(([, path = '', frames]) => ({
    path,
    frames: Number(frames),
  }));
  return { closed, afterMs };
}

/** Reads each frame of a finished file. How many there are. */
async function readEach(path: string): Promise<number> {
  await using file = await open(path);
  const reader = await SegmentReader.open(await new FileSource(file).look());
  expect(reader.isFinished).toBe(true);
  for (let frame = 0; frame < reader.frameCount; frame++) {
    const jpeg = await reader.readFrame(frame);
    expect([jpeg.length, jpeg.readUInt16BE(), jpeg.readUInt16BE(jpeg.length - 2)]).toEqual([
      20_000, 0xffd8, 0xffd9,
    ]);
  }
  return reader.frameCount;
}
