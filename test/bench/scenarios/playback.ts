import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MatroskaWriter } from '../../../server/recording/matroska/matroska-writer.ts';
import { writeAll } from '../../../server/recording/matroska/repair.ts';
import { storageMarker } from '../../../server/recording/storage/storage-check.ts';
import { closedName, segmentId } from '../../../server/recording/storage/segment-name.ts';
import { until } from '../../fixtures/until.ts';
import { LiveClient } from '../../unit/server/live/live-client.ts';
import { jpegs, testFacts } from '../../unit/server/recording/jpeg-frames.ts';
import type { Bench } from '../bench.ts';
import { startOurs } from '../contender/ours.ts';
import { monotonicMs } from '../load/monotonic.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { percentile } from '../statistics.ts';

const size = { width: 1280, height: 720 };
const frameMs = 1_000 / 30;
const segmentMs = 300_000;
const firstMs = Date.parse('2026-11-20T00:00:00.000Z');
/** More than the server keeps open. */
const segments = 64;
const widths = [null, 640] as const;

export const playback: Scenario = {
  name: 'playback',
  title: 'Seeking in recordings of 720p30, files of 5 minutes',
  explanation:
    'From the message of the page to the first frame of the new place, over a WebSocket; 640 is a picture that the server ' +
    'makes smaller. The files are in the memory of the kernel: a disk adds its own time for three reads.',
  needsFakecam: false,
  run: async (bench) => {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-bench-playback-'));
    try {
      await writeSegments(folder);
      const env = { ...process.env, RECORD_OUTPUT_DIR: folder };
      const camera = { id: 'door', name: 'Door', device: 'test', ...size, fps: 30 };
      await using server = await startOurs({ ...bench, cameras: [camera], env }, bench.signal);
      using page = await LiveClient.open(new URL(server.snapshotUrl('any')).origin, {
        query: '?for=recordings',
      });
      const rows: string[][] = [];
      const p95: number[] = [];
      for (const width of widths) {
        for (const [name, placeOf] of Object.entries(places)) {
          const figures = await seek(bench, page, width, placeOf);
          bench.record({ scenario: 'playback', width, name, ...figures });
          p95.push(figures.p95Ms);
          const digits = [figures.p50Ms, figures.p95Ms, figures.slowestMs].map((ms) => cell(ms, 1));
          rows.push([`${name}, ${width === null ? 'whole' : `width ${width}`}`, ...digits]);
          bench.say(`  ${name}, ${width ?? 'whole'}: p95 ${cell(figures.p95Ms, 1)} ms`);
        }
      }
      return {
        table: { columns: ['a place', 'p50 ms', 'p95 ms', 'slowest ms'], rows },
        figures: { seekP95Ms: Math.max(...p95) },
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

const anyPlace = () => Math.random() * (segmentMs - 1_000);
/** Of the seek with a number. */
const places: Record<string, (seek: number) => number> = {
  'in an open file': () => firstMs + anyPlace(),
  // Each in another file: when its turn comes again it is not open any more.
  'in a file that is not open': (seek) => firstMs + (1 + (seek % (segments - 1))) * segmentMs + anyPlace(),
};

let tile = 0;

async function seek(
  { quick, signal }: Bench,
  page: LiveClient,
  width: (typeof widths)[number],
  placeOf: (seek: number) => number,
): Promise<{ p50Ms: number; p95Ms: number; slowestMs: number }> {
  const seeksMs: number[] = [];
  for (let next = 0; next < (quick ? 60 : 300); next++) {
    signal.throwIfAborted();
    const shown = ++tile;
    const arrived = new Promise<void>((resolve) => {
      const look = () => {
        if (!page.frames.some((frame) => frame.tile === shown)) return;
        page.socket.off('message', look);
        resolve();
      };
      page.socket.on('message', look);
    });
    page.frames.length = 0;
    const at_ms = placeOf(next);
    const askedAtMs = monotonicMs();
    page.show({ tile: shown, camera: 'door', width, playback: { at_ms, step: 0, speed: 0 } });
    await arrived;
    seeksMs.push(monotonicMs() - askedAtMs);
    await until('the frame is of that place', () =>
      page.frames.some(({ capturedAt }) => capturedAt <= at_ms && at_ms - capturedAt < 2 * frameMs),
    );
  }
  return {
    p50Ms: percentile(seeksMs, 0.5) ?? NaN,
    p95Ms: percentile(seeksMs, 0.95) ?? NaN,
    slowestMs: percentile(seeksMs, 1) ?? NaN,
  };
}

/** One file of 5 minutes under many names: each is a segment, and the disk holds the pictures once. */
async function writeSegments(folder: string): Promise<void> {
  writeFileSync(join(folder, storageMarker), '{"id":"bench"}');
  const paths = Array.from({ length: segments }, (_, index) => {
    const startedAt = new Date(firstMs + index * segmentMs);
    const name = closedName(segmentId({ clock: 'synchronised', startedAt }), segmentMs);
    return join(folder, 'door', startedAt.toISOString().slice(0, 10), name);
  });
  for (const [index, path] of paths.entries()) {
    mkdirSync(dirname(path), { recursive: true });
    if (index === 0) await writeSegment(path);
    else linkSync(paths[0] ?? '', path);
  }
}

async function writeSegment(path: string): Promise<void> {
  const pictures = jpegs(30, `${size.width}x${size.height}`);
  const writer = new MatroskaWriter({ ...testFacts, ...size, startedAt: new Date(firstMs) });
  const memory = Buffer.alloc(16 * 1024 * 1024);
  await using file = await open(path, 'w');
  let bytes = writer.head.length;
  await writeAll(file, { at: 0, bytes: writer.head });
  for (let second = 0; second < segmentMs / 1_000; second++) {
    const cluster = writer.openCluster(memory, second * 1_000);
    for (const [index, jpeg] of pictures.entries()) {
      if (!writer.add(cluster, second * 1_000 + index * frameMs, jpeg))
        throw new Error('the cluster is full');
    }
    await writeAll(file, { at: bytes, bytes: cluster.whole });
    bytes += cluster.whole.length;
  }
  const { cues, patches } = writer.end();
  await writeAll(file, { at: bytes, bytes: cues });
  for (const patch of patches) await writeAll(file, patch);
}
