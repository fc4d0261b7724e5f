/**
 * Plays JPEGs at 30 frames per second and prints the CPU seconds of its second part. Arguments: "none", "record" with a
 * folder, or "ffmpeg" with a folder; a file of JPEGs; seconds.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recorderSettings } from '../../../../server/recording/recorder-settings.ts';
import { Recorder } from '../../../../server/recording/recorder.ts';
import { DiskLane } from '../../../../server/recording/segment/disk-lane.ts';
import { realDisk } from '../../../../server/recording/segment/segment-disk.ts';
import { UploadMarks } from '../../../../server/recording/upload/upload-marks.ts';
import { MemoryIndex } from '../../../../server/recording/storage/memory-index.ts';
import { RecordingStore } from '../../../../server/recording/storage/recording-store.ts';
import { systemClock as clock } from '../../../../server/runtime/clock.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { cameraFrame } from './jpeg-frames.ts';
import { splitJpegs } from './split-jpegs.ts';

const [, , way = 'none', folder = '', source = '', seconds = '10'] = process.argv;
const images = splitJpegs(readFileSync(source));
const warmUpMs = 2_000;
const { accept, cpuSeconds, end } =
  way === 'record'
    ? record()
    : way === 'ffmpeg'
      ? ffmpeg()
      : { accept: () => undefined, cpuSeconds: ownSeconds, end: () => undefined };

let sequence = 0;
const startedMs = clock.nowMs();
let warm = 0;
setTimeout(() => (warm = cpuSeconds()), warmUpMs);
const timer = setInterval(() => {
  // A timer is late now and then; no frame is left out for that.
  while (sequence * (1_000 / 30) < clock.nowMs() - startedMs) {
    sequence++;
    accept(images[sequence % images.length] ?? Buffer.alloc(0));
  }
}, 16);
setTimeout(
  () => {
    console.log((cpuSeconds() - warm).toFixed(3));
    clearInterval(timer);
    end();
  },
  warmUpMs + Number(seconds) * 1_000,
);

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function record() {
  const lane = new DiskLane(clock);
  const boot = { id: '3b5d0e34-9c3c-4a4e-9b59-0c8d7a3e4f11', offsetMs: 0 };
  const isClockSynchronised = () => true;
  const store = new RecordingStore({
    ...{ root: folder, storageId: undefined, lane, clock, boot, index: new MemoryIndex() },
    ...{
      limits: () => ({}),
      uploads: new UploadMarks(() => false),
      isClockSynchronised,
      logger: silentLogger,
    },
  });
  const recorder = new Recorder({
    ...{ camera: { id: 'door', name: 'Door' }, home: store.homeOf('door'), disk: realDisk, lane, clock },
    ...{ settings: recorderSettings, boot, isClockSynchronised },
  });
  const stop = new AbortController();
  void recorder.run(stop.signal);
  recorder.start();
  const wallOffsetMs = Date.now() - clock.nowMs();
  return {
    accept: (jpeg: Buffer) =>
      recorder.accept(cameraFrame(sequence, clock.nowMs(), { jpeg, width: 1280, height: 720, wallOffsetMs })),
    cpuSeconds: ownSeconds,
    end: () => stop.abort(),
  };
}

/** The CPU of ffmpeg alone: that of handing it the frames is not counted. */
function ffmpeg() {
  const args = [
    '-loglevel',
    'error',
    '-f',
    'mjpeg',
    '-use_wallclock_as_timestamps',
    '1',
    '-i',
    'pipe:0',
    '-c',
    'copy',
    '-y',
  ];
  const child = spawn('ffmpeg', [...args, join(folder, 'peer.mkv')], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return {
    accept: (jpeg: Buffer) => void child.stdin.write(jpeg),
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    end: () => void child.stdin.end(),
  };
}
