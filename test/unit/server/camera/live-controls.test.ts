import { describe, expect, test } from 'vitest';
import { LiveControls } from '../../../../server/camera/live-controls.ts';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';

const camera = (brightness: number): CameraConfig => ({ id: 'a', name: 'A', device: 0, brightness });

/** Live controls on a device that takes as long as the test needs. */
class Stage {
  readonly changes: unknown[] = [];
  readonly notices: string[][] = [];
  readonly #unfinished: ((end: string[] | Error) => void)[] = [];
  readonly controls = new LiveControls(
    (before, after) => {
      this.changes.push([before.brightness, after.brightness]);
      return new Promise((resolve, reject) =>
        this.#unfinished.push((end) => (end instanceof Error ? reject(end) : resolve(end))),
      );
    },
    (notices) => this.notices.push(notices),
  );

  async finish(end: string[] | Error = []): Promise<void> {
    this.#unfinished.shift()?.(end);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('changes of controls', () => {
  test('are made one at a time; of those that wait only the newest counts', async () => {
    const stage = new Stage();
    for (let step = 1; step <= 5; step++) stage.controls.follow(camera(step - 1), camera(step));
    expect(stage.changes).toEqual([[0, 1]]);
    await stage.finish();
    expect(stage.changes.slice(1)).toEqual([[1, 5]]);
    await stage.finish();
    stage.controls.follow(camera(5), camera(6));
    expect(stage.changes.slice(2)).toEqual([[5, 6]]);
  });

  test('that fail are reported, and the next is tried anyway', async () => {
    const stage = new Stage();
    stage.controls.follow(camera(0), camera(1));
    stage.controls.follow(camera(1), camera(2));
    await stage.finish(new Error('the device is on fire'));
    expect(stage.notices).toEqual([['the controls could not be changed: the device is on fire']]);
    await stage.finish(['brightness: too bright']);
    expect(stage.notices.at(-1)).toEqual(['brightness: too bright']);
  });

  test('that are under way when a capture restarts are followed by the controls of that capture', async () => {
    const stage = new Stage();
    stage.controls.catchUp(camera(9));
    expect(stage.changes).toEqual([]);
    stage.controls.follow(camera(0), camera(1));
    stage.controls.catchUp(camera(2));
    await stage.finish();
    expect(stage.changes).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test('end: a running change is waited for, a waiting one is dropped', async () => {
    const stage = new Stage();
    stage.controls.follow(camera(0), camera(1));
    stage.controls.follow(camera(1), camera(2));
    let ended = false;
    void stage.controls.end().then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    await stage.finish();
    expect([ended, stage.changes]).toEqual([true, [[0, 1]]]);
  });
});
