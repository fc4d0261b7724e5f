/**
 * Records test frames into a folder until it is killed: 200 a second of 20 kB each. Prints "opened" when the first file is there.
 * Arguments: the folder.
 */
import { recorderSettings } from '../../../../server/recording/recorder-settings.ts';
import { Recorder } from '../../../../server/recording/recorder.ts';
import { DiskLane } from '../../../../server/recording/segment/disk-lane.ts';
import { realDisk } from '../../../../server/recording/segment/segment-disk.ts';
import { UploadMarks } from '../../../../server/recording/upload/upload-marks.ts';
import { MemoryIndex } from '../../../../server/recording/storage/memory-index.ts';
import { RecordingStore } from '../../../../server/recording/storage/recording-store.ts';
import { systemClock as clock } from '../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { cameraFrame, tinyJpeg } from './jpeg-frames.ts';

const [, , root = ''] = process.argv;
const lane = new DiskLane(clock);
const boot = { id: '3b5d0e34-9c3c-4a4e-9b59-0c8d7a3e4f11', offsetMs: 0 };
const isClockSynchronised = () => true;
const store = new RecordingStore({
  ...{ root, storageId: undefined, lane, clock, boot, index: new MemoryIndex() },
  ...{ limits: () => ({}), uploads: new UploadMarks(() => false), isClockSynchronised, logger: silentLogger },
});
const recorder = new Recorder({
  ...{ camera: { id: 'door', name: 'Door' }, home: store.homeOf('door'), disk: realDisk, lane, clock },
  ...{ settings: { ...recorderSettings, segmentMs: 300 }, boot, isClockSynchronised },
});
const { signal } = new AbortController();
recorder.onSegment(({ path, frames }) => process.stdout.write(`closed ${path} ${frames}\n`), signal);
void recorder.run(signal);
recorder.start();
let sequence = 0;
setInterval(() => {
  sequence++;
  const jpeg = tinyJpeg(sequence, 20_000);
  recorder.accept(cameraFrame(sequence, clock.nowMs(), { jpeg, wallOffsetMs: Date.now() - clock.nowMs() }));
  if (recorder.segment) process.stdout.write(`written ${sequence}\n`);
}, 5);
