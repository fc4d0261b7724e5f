/**
 * Runs inside the emulated machine: records numbered pictures of two cameras on a disk of its own until the power is cut.
 * Prints "<camera> <number> <capture time in ms>" for each picture that it gave to a recorder. Beside them it writes the
 * number of each picture of the first camera into a file that is never synced: the cut has to lose some of that.
 * Arguments: the disk, where to mount it, a file of JPEGs, the first number.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { recorderSettings } from '../../../server/recording/recorder-settings.ts';
import { Recorder } from '../../../server/recording/recorder.ts';
import { DiskLane } from '../../../server/recording/segment/disk-lane.ts';
import { realDisk } from '../../../server/recording/segment/segment-disk.ts';
import { readBoot } from '../../../server/recording/storage/boot.ts';
import { MemoryIndex } from '../../../server/recording/storage/memory-index.ts';
import { RecordingStore } from '../../../server/recording/storage/recording-store.ts';
import { systemClock as clock } from '../../../server/runtime/clock.ts';
import { silentLogger } from '../../doubles/silent-logger.ts';
import { splitJpegs } from '../../unit/server/recording/split-jpegs.ts';
import { UploadMarks } from '../../../server/recording/upload/upload-marks.ts';
import { withNumber } from './numbered-jpeg.ts';
import { cameras, unsyncedFile } from './scene.ts';

const [, , disk = '', root = '', source = '', firstNumber = '1'] = process.argv;
execFileSync('modprobe', ['-a', 'virtio_blk', 'ext4']);
mkdirSync(root, { recursive: true });
execFileSync('mount', ['-t', 'ext4', disk, root]);

const images = splitJpegs(readFileSync(source));
const boot = await readBoot(clock);
const isClockSynchronised = () => true;
const lane = new DiskLane(clock);
const { signal } = new AbortController();
const store = new RecordingStore({
  ...{ root, storageId: undefined, lane, clock, boot, index: new MemoryIndex() },
  ...{ limits: () => ({}), uploads: new UploadMarks(() => false), isClockSynchronised, logger: silentLogger },
});
await store.open(signal);
const unsynced = openSync(join(root, unsyncedFile), 'w');

for (const { id, intervalMs, segmentMs } of cameras) {
  const recorder = new Recorder({
    ...{ camera: { id, name: id }, home: store.homeOf(id), disk: realDisk, lane, clock },
    ...{ settings: { ...recorderSettings, segmentMs, gapMs: 60_000 }, boot, isClockSynchronised },
  });
  recorder.onSegment((segment) => void store.noteWritten(segment), signal);
  void recorder.run(signal);
  recorder.start();
  let number = Number(firstNumber);
  setInterval(() => {
    const jpeg = withNumber(images[number % images.length] ?? Buffer.alloc(0), number);
    const capturedAtMs = clock.nowMs();
    const size = { width: 640, height: 360, origin: 'camera' as const };
    recorder.accept({ jpeg, ...size, capturedAtMs, capturedAt: Date.now(), sequence: number });
    process.stdout.write(`${id} ${number} ${capturedAtMs.toFixed(1)}\n`);
    if (id === cameras[0].id) writeSync(unsynced, `${number}\n`);
    number++;
  }, intervalMs);
}
