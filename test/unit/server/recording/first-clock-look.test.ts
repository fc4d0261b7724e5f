import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultRecord, defaultRecordings } from '../../../../server/contract/config/record.ts';
import { defaultStills, defaultTimelapse } from '../../../../server/contract/config/timed-pictures.ts';
import { FrameHub } from '../../../../server/frame/frame-hub.ts';
import type { RecordedCamera } from '../../../../server/recording/mode/camera-recorder.ts';
import { Recordings } from '../../../../server/recording/recordings.ts';
import { systemClock as clock } from '../../../../server/runtime/clock.ts';
import { silentLogger as logger } from '../../../doubles/silent-logger.ts';
import { until } from '../../../fixtures/until.ts';
import { cameraFrame } from './jpeg-frames.ts';

test('the first file of a server whose clock is right has a date, also when a picture is there at once', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'recordings-'));
  const hub = new FrameHub(() => undefined, clock);
  const subscribe: RecordedCamera['subscribe'] = (onFrame, onEnd) => {
    const slot = hub.subscribe('recorder', onFrame, onEnd);
    queueMicrotask(() => hub.publish({ ...cameraFrame(1, clock.nowMs()), capturedAt: Date.now() }));
    return slot;
  };
  const recordings = new Recordings({
    ...{ clock, logger, dataFolder },
    settings: () => ({ ...defaultRecordings(), min_free_gb: 0 }),
    memory: { read: async () => undefined, write: async () => undefined },
    cameras: () => [
      {
        camera: { id: 'door', subscribe },
        ...{ name: 'Front door', settings: { ...defaultRecord(), mode: 'continuous' } },
        ...{ timelapse: defaultTimelapse(), stills: defaultStills() },
      },
    ],
  });
  try {
    await recordings.apply();
    const segment = await until('a file is written', () => recordings.session?.writers[0]?.recorder.segment);
    expect(segment.facts.clock).toBe('synchronised');
  } finally {
    await recordings.close();
    rmSync(dataFolder, { recursive: true });
  }
});
