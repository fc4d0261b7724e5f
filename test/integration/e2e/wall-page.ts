import { expect, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import { wallSchema, type Wall } from '../../../server/contract/wall.ts';

/** Small pictures: the tests are about the wall, not about this machine's speed. */
export function testCameras(count: number): CameraConfig[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `cam${index + 1}`,
    name: `Camera ${index + 1}`,
    device: `test:Camera ${index + 1}`,
    width: 320,
    height: 180,
    fps: 10,
  }));
}

/** A camera that is in no socket. */
export const unplugged: CameraConfig = { id: 'gone', name: 'Unplugged', device: '/dev/video99' };

export function tile(page: Page, name: string): Locator {
  return page.getByRole('group', { name: new RegExp(`^${name}\\b`) });
}

/** Passes when what is to see of each tile's picture changed three times in a row. */
export async function expectMovingPictures(tiles: Locator[]): Promise<void> {
  for (const each of tiles) {
    await expect(each.locator('.note')).toHaveCount(0);
    for (let change = 0; change < 3; change++) {
      const before = await pictureOf(each);
      await expect(async () => expect((await pictureOf(each)).equals(before)).toBe(false)).toPass();
    }
  }
}

/** A screenshot without the caption, whose frame rate changes by itself. */
function pictureOf(tile: Locator): Promise<Buffer> {
  return tile.screenshot({ animations: 'disabled', mask: [tile.locator('.caption')] });
}

/** What the page complains about from now on: console errors, exceptions, breaches of the content policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}

/** What the server has saved of a wall. */
export async function savedWall(
  request: APIRequestContext,
  server: { url: string },
  name: string,
): Promise<Wall> {
  return wallSchema.parse(await (await request.get(`${server.url}/api/walls/${name}`)).json());
}
