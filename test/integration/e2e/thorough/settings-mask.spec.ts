import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { CameraServer } from '../camera-server.ts';
import { openSection, save } from '../settings-page.ts';

/** The brightest pixel of a part of the camera's picture, 0 to 255; the part in percent. */
async function brightest(page: Page, server: CameraServer, left: number, top: number): Promise<number> {
  const answer = await page.request.get(`${server.url}/cam/door/snapshot`);
  const picture = sharp(await answer.body());
  const { width, height } = await picture.metadata();
  const part = { left: Math.round((left * width) / 100), top: Math.round((top * height) / 100) };
  const { data } = await picture
    .extract({ ...part, width: Math.round(width / 10), height: Math.round(height / 10) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Math.max(...data);
}

test('a mask that is drawn by dragging is saved, and covers that part of the picture', async ({ page }) => {
  const camera = { id: 'door', name: 'Door', device: 'test', width: 640, height: 480, port: 8_081 };
  await using server = await CameraServer.start([camera]);
  await openSection(page, server, 'cameras/door');
  await page.getByRole('button', { name: 'Draw zones on the picture' }).click();
  await page.getByRole('button', { name: 'Add a zone' }).click();
  const corner = (number: number) =>
    page.getByRole('button', { name: new RegExp(`^Zone 1, corner ${number}:`) });
  const frame = page.locator('.frame', { has: page.getByAltText('Live view with the saved mask') });
  /** Drags a corner to a place in the picture, in percent. */
  const drag = async (number: number, x: number, y: number) => {
    await corner(number).scrollIntoViewIfNeeded();
    const [from, all] = [await corner(number).boundingBox(), await frame.boundingBox()];
    if (!from || !all) throw new Error('the corner is not on the page');
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(all.x + (all.width * x) / 100, all.y + (all.height * y) / 100, { steps: 4 });
    await page.mouse.up();
  };
  await drag(1, 2, 2);
  await drag(2, 48, 2);
  await drag(3, 48, 60);
  await drag(4, 2, 60);
  await expect(corner(3)).toHaveAccessibleName(/4[78] % across, (59|60|61) % down/);
  await save(page);
  const saved = configSchema.parse(await (await page.request.get(`${server.url}/api/cameras`)).json());
  const [zone = []] = saved.cameras[0]?.mask ?? [];
  expect(zone.map(([x, y]) => [Math.round((x ?? 0) * 50), Math.round((y ?? 0) * 50)])).toEqual([
    ...[
      [1, 1],
      [24, 1],
      [24, 30],
      [1, 30],
    ],
  ]);
  expect(await brightest(page, server, 20, 30)).toBeLessThan(24);
  expect(await brightest(page, server, 80, 30)).toBeGreaterThan(60);
  // A zone is moved as a whole, by dragging it.
  const all = await frame.boundingBox();
  if (!all) throw new Error('there is no picture');
  await page.mouse.move(all.x + all.width * 0.25, all.y + all.height * 0.3);
  await page.mouse.down();
  await page.mouse.move(all.x + all.width * 0.7, all.y + all.height * 0.3, { steps: 4 });
  await page.mouse.up();
  await save(page);
  expect(await brightest(page, server, 70, 30)).toBeLessThan(24);
  expect(await brightest(page, server, 20, 30)).toBeGreaterThan(24);
});
