import type { CameraParts } from '../../../../server/camera/camera-parts.ts';
import { Camera } from '../../../../server/camera/camera.ts';
import type { CameraState } from '../../../../server/contract/camera-state.ts';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { ScriptedCapture } from '../../../doubles/scripted-capture.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

/** A camera on scripted captures, or on those of `open`, with a record of its actions. */
export class Stage {
  readonly captures: ScriptedCapture[] = [];
  readonly states: CameraState[] = [];
  readonly clock = new SteppedClock();
  readonly stop = new AbortController();
  readonly camera: Camera;
  readonly ended: Promise<void>;

  constructor(
    config: Partial<CameraConfig> = {},
    open?: CameraParts['openCapture'],
    others: Partial<CameraParts> = {},
  ) {
    this.camera = new Camera(
      { id: 'door', name: 'Door', device: 'test', fps: 30, ...config },
      {
        clock: this.clock,
        faults: silentFaults(),
        openCapture: (current, report) => {
          if (open) return open(current, report);
          const capture = new ScriptedCapture(report, this.clock);
          this.captures.push(capture);
          return capture;
        },
        changeControls: () => Promise.resolve([]),
        editPicture: () => Promise.reject(new Error('not in this test')),
        renderPlaceholder: (config, text) =>
          Promise.resolve({ jpeg: Buffer.from(`${config.name}: ${text.title}`), width: 64, height: 48 }),
        retryCeilingMs: 30_000,
        maxFramesPerSecond: () => 120,
        lingerMs: () => 10_000,
        onState: (camera) => this.states.push(camera.state),
        onProblem: (_camera, error) => {
          throw error;
        },
        ...others,
      },
    );
    this.ended = this.camera.run(this.stop.signal);
  }

  get capture(): ScriptedCapture {
    const last = this.captures.at(-1);
    if (!last) throw new Error('no capture was opened');
    return last;
  }

  /** Lets time pass, and runs everything that is due. */
  async settle(ms = 0): Promise<void> {
    await new Promise(setImmediate);
    await this.clock.advance(ms);
    await new Promise(setImmediate);
  }

  /** Plays a capture that delivers a frame each second. */
  async play(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.capture.image();
      await this.settle(1_000);
    }
  }

  watch() {
    const seen: string[] = [];
    const subscriber = this.camera.hub.subscribe(
      'stream',
      () => seen.push(String(subscriber.take()?.frame.jpeg)),
      () => seen.push('(ended)'),
    );
    return { seen, leave: () => subscriber[Symbol.dispose]() };
  }
}
