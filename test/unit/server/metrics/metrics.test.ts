import { beforeEach, describe, expect, test } from 'vitest';
import { Camera } from '../../../../server/camera/camera.ts';
import { Metrics } from '../../../../server/metrics/metrics.ts';
import { Refusals } from '../../../../server/runtime/queue/refusals.ts';
import { testFrame } from '../../../doubles/frames.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';
import { parsePrometheusText } from '../../../fixtures/prometheus-text.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let clock: SteppedClock;
beforeEach(() => {
  clock = new SteppedClock();
});

/** A camera before its first capture. */
function camera(id: string): Camera {
  const never = () => {
    throw new Error('this camera is not run');
  };
  return new Camera(
    { id, name: id, device: 'test' },
    {
      ...{
        clock,
        openCapture: never,
        editPicture: () => Promise.reject(new Error('not in this test')),
        renderPlaceholder: never,
        retryCeilingMs: 1_000,
        maxFramesPerSecond: () => 120,
        lingerMs: () => 0,
      },
      changeControls: never,
      faults: silentFaults(),
      ...{ onState: () => {}, onProblem: never },
    },
  );
}

function metricsOf(cameras: Camera[]): Metrics {
  return new Metrics({
    cameras: () => cameras,
    clock,
    system: () => undefined,
    walls: () => [],
    annotations: () => ({ sent: 9, replaced: 4 }),
    seen: () => [],
    floods: () => ({ slowed: 3, ended: 2 }),
    kiosk: undefined,
    publishing: () => ({ encoders: [], pushes: [] }),
    hooks: () => [],
    events: () => ({
      sources: [{ camera: 'door', source: 'hook:people.ts', kept: 4, refused: 2 }],
      ...{ kept: 3, bytes: 500, unsaved: 1, isSaved: false, unsavedLost: 7, damagedLines: 6 },
      saves: [{ camera: 'door', saved: 2, missed: 1 }],
      webhooks: [{ id: 'ha', queue: 3, sent: 5, failed: 1, dropped: 2, failures: { timeout: 4 } }],
    }),
    uploads: () => undefined,
    recordings: () => ({
      recorders: [],
      storage: undefined,
      stored: [],
      timed: [],
      playback: { tiles: 0, sent: 0, skipped: 0, files: 0, tableBytes: 0, decoders: 0, refusedReads: 0 },
      exports: undefined,
    }),
    logDropped: () => ({}),
    connections: () => ({ open: 3, unsentBytes: 70_000, closed: { refused: 2, standstill: 1 } }),
    faults: silentFaults(),
    work: () => [],
    refusals: new Refusals(),
    hangingDrivers: () => 0,
    version: '1',
  });
}

describe('the metrics', () => {
  test('have help and type without any camera', async () => {
    const families = parsePrometheusText(await metricsOf([]).text());
    expect([...families.keys()].slice(0, 3)).toEqual([
      'rpicam_camera_online',
      'rpicam_camera_subscribers',
      'rpicam_camera_frame_age_seconds',
    ]);
    expect(families.get('rpicam_system_temperature_celsius')?.samples).toEqual([]);
    expect(families.get('rpicam_system_disk_free_bytes')?.samples).toEqual([]);
  });

  test('escape line ends, quotes and backslashes in a label', async () => {
    const id = 'a\\b"c\nd';
    const families = parsePrometheusText(await metricsOf([camera(id)]).text());
    expect(families.get('rpicam_camera_online')?.samples[0]?.series.labels).toEqual({ camera: id });
  });

  test('write the age of a frame with three decimals, always', async () => {
    const door = camera('door');
    door.counters.countFrame(testFrame(1, 1_000));
    for (const [atMs, age] of [
      [2_500, '1.500'],
      [3_000, '2.000'],
      [1_001.6, '0.002'],
      [900, '0.000'],
      [1e9 + 1_000, '1000000.000'],
    ] as const) {
      clock = new SteppedClock();
      clock.pass(atMs);
      expect(await metricsOf([door]).text()).toContain(
        `\nrpicam_camera_frame_age_seconds{camera="door"} ${age}\n`,
      );
    }
  });

  test('count connections and faults of the program itself', async () => {
    const text = await metricsOf([]).text();
    expect(text).toContain('rpicam_connections 3\n');
    expect(text).toContain('rpicam_connections_unsent_bytes 70000\n');
    expect(text).toContain('rpicam_connections_closed_total{reason="standstill"} 1\n');
    expect(text).toContain('rpicam_handler_faults_total{place="connection"} 0\n');
  });

  test('can be read by several at once', async () => {
    const metrics = metricsOf([camera('a'), camera('b')]);
    const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    for (const text of texts) {
      expect(parsePrometheusText(text).get('rpicam_camera_online')?.samples).toHaveLength(2);
    }
  });

  test('forget the snapshots of deleted cameras although there is no scrape', async () => {
    const cameras: Camera[] = [];
    const metrics = metricsOf(cameras);
    for (let count = 0; count < 100; count++) {
      cameras.splice(0, 1, camera(`cam${count}`));
      metrics.snapshotTaken(`cam${count}`, 5);
    }
    cameras.length = 0;
    cameras.push(camera('cam0'), camera('cam99'));
    const counts = parsePrometheusText(await metrics.text()).get('rpicam_camera_snapshot_seconds');
    expect(new Set(counts?.samples.map(({ series }) => series.labels['camera']))).toEqual(new Set(['cam99']));
  });

  test('stop watching the event loop when the signal aborts', async () => {
    const stop = new AbortController();
    const metrics = metricsOf([]);
    const watching = metrics.watch(stop.signal);
    await clock.advance(10_000);
    expect(lagCount(await metrics.text())).toMatch(/ 2$/);
    stop.abort();
    await watching;
    expect(clock.sleeperCount).toBe(0);
  });
});

function lagCount(text: string): string {
  return text.split('\n').find((line) => line.startsWith('rpicam_event_loop_lag_seconds_count')) ?? '';
}
