import { afterEach, describe, expect, test } from 'vitest';
import { Camera } from '../../../../server/camera/camera.ts';
import { CaptureError } from '../../../../server/contract/capture-error.ts';
import { historySchema, historySteps, type CameraHistory } from '../../../../server/contract/history.ts';
import type { SystemHealth } from '../../../../server/contract/system-health.ts';
import { StatusHistory } from '../../../../server/metrics/status-history.ts';
import { systemClock } from '../../../../server/runtime/clock.ts';
import { ScriptedCapture } from '../../../doubles/scripted-capture.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { until } from '../../../fixtures/until.ts';

const stepMs = 5_000;
const stops: AbortController[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop.abort()));

function stopper(): AbortSignal {
  const stop = new AbortController();
  stops.push(stop);
  return stop.signal;
}

/** A running camera on scripted captures. */
class Played {
  readonly captures: ScriptedCapture[] = [];
  readonly camera: Camera;

  constructor(id: string) {
    this.camera = new Camera(
      { id, name: id, device: 'test' },
      {
        clock: systemClock,
        faults: silentFaults(),
        openCapture: (_config, report) => {
          const capture = new ScriptedCapture(report, systemClock);
          this.captures.push(capture);
          return capture;
        },
        changeControls: () => Promise.resolve([]),
        editPicture: () => Promise.reject(new Error('not in this test')),
        renderPlaceholder: () => Promise.resolve({ jpeg: Buffer.from('x'), width: 64, height: 48 }),
        retryCeilingMs: 1,
        maxFramesPerSecond: () => 120,
        lingerMs: () => 60_000,
        onState: () => {},
        onProblem: () => {},
      },
    );
    void this.camera.run(stopper());
  }

  async frames(count: number): Promise<void> {
    const wanted = this.camera.counters.frames + count;
    for (let frame = 0; frame < count; frame++) {
      this.captures.at(-1)?.image();
      const next = wanted - count + frame + 1;
      await until('the frame is published', () => this.camera.counters.frames === next);
    }
  }
}

class Stage {
  readonly clock = new SteppedClock();
  cameras: Played[];
  system: Partial<SystemHealth> | undefined;
  readonly history: StatusHistory;

  constructor(...cameras: Played[]) {
    this.cameras = cameras;
    this.history = new StatusHistory({
      cameras: () => this.cameras.map(({ camera }) => camera),
      system: () => this.system as SystemHealth | undefined,
      clock: this.clock,
    });
    void this.history.run(stopper());
  }

  of(id: string): CameraHistory {
    const found = historySchema.parse(this.history.report()).cameras[id];
    if (!found) throw new Error(`no history of ${id}`);
    return found;
  }
}

const last = <T>(series: T[], count: number) => series.slice(-count);

describe('the history of a camera', () => {
  test('has its frames per second, drops, viewers and states, and nothing before it existed', async () => {
    const hall = new Played('hall');
    const stage = new Stage(hall);
    await until('its capture is open', () => hall.captures.length);
    using viewer = hall.camera.hub.subscribe(
      'stream',
      () => viewer.take(),
      () => {},
    );
    await hall.frames(5);
    await stage.clock.advance(stepMs);
    await hall.frames(12);
    hall.captures[0]?.report.dropped('truncated');
    await stage.clock.advance(stepMs);
    await stage.clock.advance(stepMs);
    const { fps, dropped, viewers, kinds } = stage.of('hall');
    expect([fps.length, new Set(fps.slice(0, -4))]).toEqual([historySteps, new Set([null])]);
    expect(last(fps, 4)).toEqual([null, 1, 2.4, 0]);
    expect(last(dropped, 4)).toEqual([null, 0, 1, 0]);
    expect(last(viewers, 4)).toEqual([0, 1, 1, 1]);
    expect(last(kinds, 4)).toEqual(['starting', 'live', 'live', 'live']);
  });

  test('says how often its capture was restarted, and why', async () => {
    const hall = new Played('hall');
    const stage = new Stage(hall);
    for (const [at, code] of (['stalled', 'no-device', 'stalled'] as const).entries()) {
      await until('a capture is open', () => hall.captures[at]);
      hall.captures[at]?.fail(new CaptureError(code, 'so it is'));
    }
    await until('it tries again', () => hall.captures[3]);
    hall.camera.restart();
    await until('it starts, for it was asked to', () => hall.captures[4]);
    await hall.frames(3);
    hall.captures[4]?.report.dropped('truncated');
    expect(stage.of('hall').totals).toEqual({
      frames: 3,
      dropped: 1,
      restarts: 3,
      failures: { stalled: 2, 'no-device': 1 },
    });
  });

  test('starts again with a camera that was deleted and made again, and ends with a deleted one', async () => {
    const stage = new Stage(new Played('hall'), new Played('yard'));
    await stage.clock.advance(2 * stepMs);
    stage.cameras = [new Played('hall')];
    await stage.clock.advance(stepMs);
    expect(Object.keys(stage.history.report().cameras)).toEqual(['hall']);
    expect(last(stage.of('hall').viewers, 2)).toEqual([null, 0]);
    // Before its first step it has no history, neither its own nor that of another camera.
    stage.cameras = [new Played('hall')];
    expect(last(stage.of('hall').viewers, 1)).toEqual([null]);
  });

  test('is ten minutes long, however long the server runs', async () => {
    const stage = new Stage(new Played('hall'));
    await stage.clock.advance((historySteps - 2) * stepMs);
    expect(stage.of('hall').viewers.filter((count) => count === null)).toHaveLength(1);
    await stage.clock.advance(historySteps * stepMs);
    expect(stage.of('hall').viewers).toEqual(Array.from({ length: historySteps }, () => 0));
  });
});

describe('the history', () => {
  test('has the last reading of the machine', async () => {
    const stage = new Stage();
    stage.system = { temperature_celsius: 48.3, load: [1.5, 1, 0.5] };
    await stage.clock.advance(stepMs);
    stage.system = { temperature_celsius: null, load: null };
    await stage.clock.advance(stepMs);
    const { machine, now } = stage.history.report();
    expect(last(machine.temperature_celsius, 3)).toEqual([null, 48.3, null]);
    expect(last(machine.load, 3)).toEqual([null, 1.5, null]);
    expect(now).toBe(stage.clock.now().getTime() / 1_000);
  });

  test('leaves a gap where the process was stopped', async () => {
    const hall = new Played('hall');
    const stage = new Stage(hall);
    await stage.clock.advance(stepMs);
    await hall.frames(8);
    const { sleep } = stage.clock;
    // One timer fires far too late, as after SIGSTOP and SIGCONT.
    stage.clock.sleep = (ms, signal) => {
      stage.clock.sleep = sleep;
      return sleep.call(stage.clock, ms + 3 * stepMs, signal);
    };
    await stage.clock.advance(stepMs);
    await stage.clock.advance(4 * stepMs);
    const { viewers, fps } = stage.of('hall');
    expect(last(viewers, 6)).toEqual([0, 0, null, null, null, 0]);
    expect(last(fps, 6)).toEqual([0, 1.6, null, null, null, 0]);
  });
});
