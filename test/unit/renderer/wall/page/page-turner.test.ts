import { describe, expect, test } from 'vitest';
import { WallModel } from '../../../../../renderer/wall/layout/wall-model.svelte.ts';
import { PageTurner } from '../../../../../renderer/wall/page/page-turner.svelte.ts';
import { wallSettingsSchema } from '../../../../../server/contract/wall.ts';
import { camerasOf } from '../../camera-health.ts';

/** A wall of three pages that are shown for 20 s each, and a clock to step. */
function turningWall(dwellSeconds = 20) {
  let nowMs = 0;
  const model = new WallModel();
  model.settings = wallSettingsSchema.parse({ per_page: 1, dwell_seconds: dwellSeconds });
  model.takeCameras(camerasOf('a', 'b', 'c'));
  const turner = new PageTurner(model, () => nowMs);
  turner.tick(true);
  /** Lets the time pass as the page does. */
  const pass = (seconds: number, { visible = true } = {}) => {
    for (let step = 0; step < seconds * 2; step++) {
      nowMs += 500;
      turner.tick(visible);
    }
  };
  return { model, turner, pass };
}

describe('pages that turn by themselves', () => {
  test('are shown for their time, one after the other', () => {
    const { model, turner, pass } = turningWall();
    pass(10);
    expect([model.page, turner.progress]).toEqual([0, 0.5]);
    pass(9.5);
    expect(model.page).toBe(0);
    pass(0.5);
    expect([model.page, turner.progress]).toEqual([1, 0]);
    pass(40);
    expect(model.page).toBe(0);
  });

  test('wait until nobody has touched the wall for ten seconds', () => {
    const { model, turner, pass } = turningWall();
    pass(15);
    turner.touched();
    pass(9);
    expect(model.page).toBe(0);
    pass(1);
    expect(model.page).toBe(1);
  });

  test('begin anew when somebody turned, when a camera was large and when nobody could see them', () => {
    const { model, pass } = turningWall();
    pass(15);
    model.showPage(1);
    pass(20);
    expect(model.page).toBe(1);
    pass(0.5);
    expect(model.page).toBe(2);
    model.enlarge('c');
    pass(100);
    model.backToWall();
    pass(19.5);
    expect(model.page).toBe(2);
    pass(100, { visible: false });
    expect(model.page).toBe(2);
    pass(20);
    expect(model.page).toBe(0);
  });

  test('do not where no time is set or there is one page', () => {
    const still = turningWall(0);
    still.pass(100);
    expect([still.turner.turns, still.model.page]).toEqual([false, 0]);
    const single = turningWall();
    single.model.takeCameras(camerasOf('a'));
    single.pass(100);
    expect([single.turner.turns, single.turner.progress]).toEqual([false, 0]);
  });
});
