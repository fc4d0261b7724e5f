import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FileSource } from '../../../server/recording/matroska/byte-source.ts';
import { SegmentReader } from '../../../server/recording/matroska/segment-reader.ts';
import { DiskLane } from '../../../server/recording/segment/disk-lane.ts';
import { MemoryIndex } from '../../../server/recording/storage/memory-index.ts';
import { RecordingStore } from '../../../server/recording/storage/recording-store.ts';
import { UploadMarks } from '../../../server/recording/upload/upload-marks.ts';
import { systemClock as clock } from '../../../server/runtime/clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { splitJpegs } from '../../unit/server/recording/split-jpegs.ts';
import { numberIn, withNumber } from './numbered-jpeg.ts';
import { unsyncedFile } from './scene.ts';

export interface Survivors {
  /** The numbers of each camera's pictures, in order. */
  pictures: Map<string, number[]>;
  /** Numbers in the file that was never synced. */
  unsynced: number[];
  files: number;
  /** Files that had not been closed. */
  recovered: number;
  /** One line for each thing that is wrong. */
  faults: string[];
}

const run = promisify(execFile);

/**
 * Does what a start of the server does in the recordings' folder, then reads each picture of each file.
 * @param source the file of JPEGs that were recorded
 */
export async function survivorsIn(root: string, source: string): Promise<Survivors> {
  const images = splitJpegs(await readFile(source));
  const boot = { id: '3b5d0e34-9c3c-4a4e-9b59-0c8d7a3e4f11', offsetMs: 0 };
  const store = new RecordingStore({
    ...{ root, storageId: undefined, lane: new DiskLane(clock), clock, boot, index: new MemoryIndex() },
    ...{ limits: () => ({}), isClockSynchronised: () => true },
    ...{ uploads: new UploadMarks(() => false), logger: silentLogger },
  });
  const report = await store.open(new AbortController().signal);
  const faults = report.failed.map(({ path, why }) => `${path} was not recovered: ${why}`);
  for (const recovery of report.recovered)
    if (recovery.kind === 'set-aside') faults.push(`${recovery.path} was set aside: ${recovery.why}`);
  const pictures = new Map<string, number[]>();
  const entries = store.list({ limit: 10_000 });
  for (const entry of entries) {
    const path = store.pathOf(entry);
    const numbers: number[] = [];
    for await (const jpeg of picturesIn(path)) {
      const number = numberIn(jpeg);
      const sent = withNumber(images[number % images.length] ?? Buffer.alloc(0), number);
      if (!jpeg.equals(sent))
        faults.push(`picture ${number} in ${entry.path} has other bytes than were sent`);
      numbers.push(number);
    }
    pictures.set(entry.camera, [...(pictures.get(entry.camera) ?? []), ...numbers]);
    const read = await packetsByFfprobe(path);
    if (read !== numbers.length)
      faults.push(`ffprobe reads ${read} pictures of ${numbers.length} in ${entry.path}`);
  }
  const unsynced = (await readFile(join(root, unsyncedFile), 'utf8').catch(() => '')).match(/\d+(?=\n)/g);
  return {
    pictures,
    unsynced: (unsynced ?? []).map(Number),
    files: entries.length,
    recovered: report.recovered.length,
    faults,
  };
}

async function* picturesIn(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const reader = await SegmentReader.open(await new FileSource(file).look());
  for (let frame = 0; frame < reader.frameCount; frame++) yield reader.readFrame(frame);
}

/** As many as another program than ours reads without a complaint; what it says instead. */
async function packetsByFfprobe(path: string): Promise<number | string> {
  const args = ['-v', 'error', '-count_packets', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0'];
  const { stdout, stderr } = await run('ffprobe', [...args, path]);
  return stderr === '' ? Number(stdout) : stderr.trim();
}
