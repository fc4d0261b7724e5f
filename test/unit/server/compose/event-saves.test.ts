import { mkdir, rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { EventSaves } from '../../../../server/compose/event-saves.ts';
import { defaultRecord, type RecordSettings } from '../../../../server/contract/config/record.ts';
import { CameraRecorder } from '../../../../server/recording/mode/camera-recorder.ts';
import { FlightRing } from '../../../../server/recording/ring/flight-ring.ts';
import { RingMemory } from '../../../../server/recording/ring/ring-memory.ts';
import { until } from '../../../fixtures/until.ts';
import { numberedEvent } from '../event/log/numbered-event.ts';
import { RecorderBench } from '../recording/recorder-bench.ts';

test('the seconds around an event count as missed while the disk takes nothing', async () => {
  await using bench = new RecorderBench({ ring: new FlightRing(new RingMemory(8 * 1024 * 1024), 60_000) });
  const { clock, recorder } = bench;
  const settings: RecordSettings = { ...defaultRecord(), mode: 'flight', on_events: ['person'] };
  const camera = { id: 'door', subscribe: () => ({ take: () => undefined, [Symbol.dispose]() {} }) };
  const parts = { camera, recorder, settings, clock, onVideoState: () => undefined };
  const recording = new CameraRecorder(parts);
  const saves = new EventSaves({ clock, settings: () => settings, recorder: () => recording });
  const take = (number: number) => saves.take(numberedEvent(number, { at_ms: clock.now().getTime() }));
  await bench.send(30);
  take(1);
  await bench.send(30);
  take(2);
  expect(saves.counts).toEqual([{ camera: 'door', saved: 2, missed: 0 }]);
  recorder.stop();
  await bench.closed(1);

  await rm(bench.root, { recursive: true });
  await bench.send(30);
  take(3);
  await until('the storage is missing', async () => {
    await clock.advance(10);
    return recorder.state.kind === 'failed';
  });
  take(4);
  expect(saves.counts).toEqual([{ camera: 'door', saved: 3, missed: 1 }]);
  await mkdir(bench.root);
});
