import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { HookUse } from '../../../../server/contract/hook/hook-use.ts';
import {
  overlap,
  personBox,
  whyNoPeople,
  writePeopleHook,
  writePersonClip,
} from '../../../fixtures/people.ts';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, tile } from '../wall-page.ts';

type Box = [left: number, top: number, width: number, height: number];

/** A hook that always sees the same. */
const seesTwo = `export const hook = { draws: false };
export default () => ({ annotations: [
  { label: 'a very long name of a thing at the right edge', score: 0.9, box: [0.9, 0, 0.1, 0.25] },
  { label: 'cat', score: 0.5, box: [0, 0.5, 0.25, 0.5] },
] });`;
/** A hook that has drawn what it tells. */
const drawsOne = `export default ({ data }) => ({ jpeg: data, annotations: [{ label: 'drawn', box: [0.2, 0.2, 0.2, 0.2] }] });`;
const use = (hook: string): HookUse => ({ hook, fps: null, run: 'watched', options: {}, allow: [] });

async function start(hooks: Record<string, string>): Promise<CameraServer> {
  const uses = Object.keys(hooks).map(use);
  const camera = { id: 'hall', name: 'Hall', device: 'test', width: 640, height: 360, fps: 10 };
  return CameraServer.start([{ ...camera, hooks: uses }], {}, undefined, async (dataFolder) => {
    await mkdir(join(dataFolder, 'hooks'));
    for (const [name, code] of Object.entries(hooks)) await writeFile(join(dataFolder, 'hooks', name), code);
  });
}

const box = (page: Page, label: string) => page.locator(`.box[data-label="${label}"]`);

/** A box in parts of the picture of 16:9, which the tile of the page shows whole and upright. */
async function partOfPicture(page: Page, label: string): Promise<Box> {
  const [area, found] = await Promise.all([
    page.locator('.annotations').first().boundingBox(),
    box(page, label).first().boundingBox(),
  ]);
  if (!area || !found) throw new Error('it is not shown');
  const scale = Math.min(area.width / 16, area.height / 9);
  const [width, height] = [16 * scale, 9 * scale];
  const left = area.x + (area.width - width) / 2;
  const top = area.y + (area.height - height) / 2;
  return [(found.x - left) / width, (found.y - top) / height, found.width / width, found.height / height];
}

async function changeWall(page: Page, server: CameraServer, settings: object): Promise<void> {
  const answer = await page.request.put(`${server.url}/api/walls/wall`, { data: settings });
  expect(answer.ok()).toBe(true);
}

test('the wall draws what hooks see over the picture, wherever the picture is', async ({ page }) => {
  await using server = await start({ 'two.js': seesTwo });
  const complaints = complaintsOf(page);
  await page.goto(server.url);
  await expect(box(page, 'cat')).toBeVisible();
  const expectAt = async (label: string, place: Box) =>
    expect(async () =>
      expect(overlap(await partOfPicture(page, label), place)).toBeGreaterThan(0.95),
    ).toPass();
  await expectAt('cat', [0, 0.5, 0.25, 0.5]);
  await expect(page.locator('.annotations .label')).toHaveText([
    'a very long name of a thing at the right edge 90 %',
    'cat 50 %',
  ]);

  // A phone: the label is longer than the way from its box to the edge.
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAt('cat', [0, 0.5, 0.25, 0.5]);
  await expect(async () => {
    const area = await tile(page, 'Hall').boundingBox();
    for (const label of await page.locator('.annotations .label').all()) {
      const place = await label.boundingBox();
      if (!area || !place) throw new Error('it is not shown');
      const over = [
        area.x - place.x,
        area.y - place.y,
        place.x + place.width - area.x - area.width,
        place.y + place.height - area.y - area.height,
      ];
      expect(Math.max(...over)).toBeLessThan(1);
    }
  }).toPass();

  await page.setViewportSize({ width: 1_280, height: 720 });
  await changeWall(page, server, { tiles: { hall: { fit: 'fit', rotate: 180 } } });
  await expectAt('cat', [0.75, 0, 0.25, 0.5]);
  await changeWall(page, server, {});
  await expectAt('cat', [0, 0.5, 0.25, 0.5]);

  // The box grows with the picture, and its label does not.
  await page.keyboard.press('1');
  await expect(page.getByRole('region', { name: 'Hall, large' }).locator('.box')).toHaveCount(2);
  const sizes = async () => {
    const [found, label] = [box(page, 'cat'), page.locator('.annotations .label').last()];
    const [width, height] = [(await found.boundingBox())?.width, (await label.boundingBox())?.height];
    return { width: width ?? 0, height: height ?? 0 };
  };
  const before = await sizes();
  await page.keyboard.press('+');
  await expect.poll(async () => (await sizes()).width).toBeGreaterThan(before.width * 1.2);
  expect(Math.abs((await sizes()).height - before.height)).toBeLessThan(2);
  expect(complaints).toEqual([]);
});

test('boxes are hidden and shown by a key, and the wall keeps that', async ({ page }) => {
  await using server = await start({ 'two.js': seesTwo });
  await page.goto(server.url);
  await expect(box(page, 'cat')).toBeVisible();
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/walls/wall') && answer.ok());
  await page.keyboard.press('b');
  await expect(box(page, 'cat')).toHaveCount(0);
  await saved;
  await page.reload();
  await expect(tile(page, 'Hall').locator('canvas[data-view="live"]')).toBeVisible();
  await expect(box(page, 'cat')).toHaveCount(0);
  await page.keyboard.press('b');
  await expect(box(page, 'cat')).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('show or hide the boxes of hooks');
});

test('what a hook has drawn itself is drawn again only where the wall is told so', async ({ page }) => {
  await using server = await start({ 'draws.js': drawsOne, 'two.js': seesTwo });
  await page.goto(server.url);
  await expect(box(page, 'cat')).toBeVisible();
  await expect(box(page, 'drawn')).toHaveCount(0);
  await changeWall(page, server, { overlay: { annotations: 'all' } });
  await expect(box(page, 'drawn')).toBeVisible();
});

test('the wall draws a box around the person whom the example finds', async ({ page }) => {
  test.skip(whyNoPeople !== undefined, whyNoPeople);
  const hooks: HookUse[] = [];
  const camera = { id: 'door', name: 'Door', device: 'file:door', fps: 5, hooks };
  await using server = await CameraServer.start([camera], {}, undefined, async (dataFolder) => {
    writePersonClip(join(dataFolder, 'clips'));
    const file = join(dataFolder, 'cameras.json');
    const cameras = [{ ...camera, hooks: [writePeopleHook(dataFolder)] }];
    await writeFile(file, JSON.stringify({ port_mode: 'off', cameras }));
  });
  await page.goto(server.url);
  await expect(box(page, 'person')).toBeVisible();
  expect(overlap(await partOfPicture(page, 'person'), personBox)).toBeGreaterThan(0.7);
});
