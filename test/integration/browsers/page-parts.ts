import sharp from 'sharp';
import { z } from 'zod';
import { until } from '../../fixtures/until.ts';
import { elementBy, type DrivenPage } from './driven-page.ts';

const visibility = '{ visibilityProperty: true }';

export const button = (name: string): string =>
  `//button[normalize-space(.)="${name}" or @aria-label="${name}"]`;
export const link = (name: string): string => `//a[normalize-space(.)="${name}"]`;
export const words = (text: string): string => `//*[text()[contains(normalize-space(.), "${text}")]]`;
/** The field with this label, beside it or around it. */
export const field = (label: string): string =>
  `//*[@id=//label[normalize-space(.)="${label}"]/@for] | //label[normalize-space(text())="${label}"]//input`;
/** A tile of the wall. */
export const tile = (camera: string): string => `//*[@role="group"][starts-with(@aria-label, "${camera}")]`;

/** Waits until such an element is to see. */
export async function see(page: DrivenPage, xpath: string): Promise<void> {
  await until(`${xpath} is to see`, () => isShown(page, xpath));
}

/** Waits until no such element is to see. */
export async function seeNo(page: DrivenPage, xpath: string): Promise<void> {
  await until(`${xpath} is gone`, async () => !(await isShown(page, xpath)));
}

/** Clicks when it is to see. */
export async function click(page: DrivenPage, xpath: string): Promise<void> {
  await see(page, xpath);
  await page.click(xpath);
}

export async function fill(page: DrivenPage, xpath: string, text: string): Promise<void> {
  await see(page, xpath);
  await page.fill(xpath, text);
}

async function isShown(page: DrivenPage, xpath: string): Promise<boolean> {
  return (await page.evaluate(`${elementBy(xpath)}?.checkVisibility(${visibility})`)) === true;
}

/** Waits until the middle of the picture, where the test pattern has its clock, has changed three times. */
export async function seeMoving(page: DrivenPage, xpath: string): Promise<void> {
  let last: Buffer | undefined;
  for (let change = -1; change < 3; change++) {
    last = await until(`${xpath} shows another picture than before`, async () => {
      const pixels = await middleOf(page, xpath);
      return pixels && last?.equals(pixels) ? undefined : pixels;
    });
  }
}

const areaSchema = z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() });

/** The pixels without the caption, whose frame rate changes by itself; undefined where there is no picture yet. */
async function middleOf(page: DrivenPage, xpath: string): Promise<Buffer | undefined> {
  const area = areaSchema.optional().parse(
    await page.evaluate(`(() => {
      const box = ${elementBy(xpath)}?.getBoundingClientRect();
      if (!box || box.width < 100 || box.height < 100 || !${elementBy(xpath)}.checkVisibility(${visibility})) return;
      const cut = { left: box.x + box.width / 4, top: box.y + box.height / 4, width: box.width / 2, height: box.height / 2 };
      return Object.fromEntries(Object.entries(cut).map(([side, px]) => [side, Math.floor(px)]));
    })()`),
  );
  if (!area) return undefined;
  const { data, info } = await sharp(await page.screenshot())
    .extract(area)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { channels } = await sharp(data, { raw: info }).stats();
  return channels.every(({ stdev }) => stdev < 3) ? undefined : data;
}
