import { expect, test, type CDPSession, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { expectMovingPictures, testCameras, tile } from '../wall-page.ts';

interface Point {
  x: number;
  y: number;
}

const centre = { x: 640, y: 360 };
/** Two fingers beside each other around a point. */
const around = ({ x, y }: Point, apartPx: number): Point[] => [
  { x: x - apartPx / 2, y },
  { x: x + apartPx / 2, y },
];

/** Fingers go from their places to others in twenty steps, and leave the glass. */
async function drag(touch: CDPSession, from: Point[], to: Point[]): Promise<void> {
  const steps = 20;
  const at = (step: number) =>
    from.map((start, id) => {
      const end = to[id] ?? start;
      const share = step / steps;
      return { id, x: start.x + (end.x - start.x) * share, y: start.y + (end.y - start.y) * share };
    });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= steps; step++) {
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step) });
  }
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

/** The place of the picture, which is larger than the window while it is zoomed. */
async function pictureBox(page: Page): Promise<{ x: number; y: number; width: number }> {
  const box = await tile(page, 'Camera 1').locator('canvas').boundingBox();
  if (!box) throw new Error('there is no picture');
  return box;
}

test.describe('two fingers on a large camera', () => {
  test.use({ hasTouch: true });

  test('zoom into the place between them, move the picture, and zoom out again', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(`${server.url}/?camera=cam1`);
    await expectMovingPictures([tile(page, 'Camera 1')]);
    const touch = await page.context().newCDPSession(page);
    const whole = await pictureBox(page);
    const zoom = page.getByRole('group', { name: 'Zoom' });
    await expect(zoom).toHaveCount(0);

    await drag(touch, around(centre, 100), around(centre, 400));
    await expect(zoom).toBeVisible();
    const near = await pictureBox(page);
    expect(near.width / whole.width).toBeGreaterThan(1.5);
    // The point between the fingers stays where it is.
    expect(near.x + near.width / 2).toBeCloseTo(centre.x, -1);

    await drag(touch, around(centre, 200), around({ x: 740, y: 420 }, 200));
    const moved = await pictureBox(page);
    expect(moved.width).toBeCloseTo(near.width, -1);
    expect(moved.x - near.x).toBeGreaterThan(60);
    expect(moved.y - near.y).toBeGreaterThan(30);

    await drag(touch, [centre], [{ x: 600, y: 330 }]);
    const pulled = await pictureBox(page);
    expect(pulled.x - moved.x).toBeLessThan(-25);
    expect(pulled.y - moved.y).toBeLessThan(-15);
    await expectMovingPictures([tile(page, 'Camera 1')]);

    await drag(touch, around(centre, 600), around(centre, 40));
    await expect(zoom).toHaveCount(0);
    expect(await pictureBox(page)).toEqual(whole);
    // No finger of a pinch is a tap, which would lead back to the wall.
    await expect(page.getByRole('region', { name: 'Camera 1, large' })).toBeVisible();
  });
});
