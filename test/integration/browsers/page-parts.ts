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

/** Clicks when it is to see and stays where it is, so that the click does not miss it. */
export async function click(page: DrivenPage, xpath: string): Promise<void> {
  await untilStill(page, xpath);
  await page.click(xpath);
}

async function untilStill(page: DrivenPage, xpath: string): Promise<void> {
  let last: unknown;
  await until(`${xpath} is to see and still`, async () => {
    const place = await page.evaluate(`JSON.stringify(${elementBy(xpath)}?.getBoundingClientRect())`);
    const isStill = place !== undefined && place === last;
    last = place;
    return isStill && (await isShown(page, xpath));
  });
}

export async function fill(page: DrivenPage, xpath: string, text: string): Promise<void> {
  await untilStill(page, xpath);
  await page.fill(xpath, text);
}

async function isShown(page: DrivenPage, xpath: string): Promise<boolean> {
  return (await page.evaluate(`${elementBy(xpath)}?.checkVisibility(${visibility})`)) === true;
}

/** Waits until the middle of each picture, where the test pattern has its clock, has changed three times. */
export async function seeMoving(page: DrivenPage, ...xpaths: string[]): Promise<void> {
  // No page is loaded any more then: Firefox cannot picture a window while it leaves a page.
  for (const xpath of xpaths) await see(page, xpath);
  const seen = xpaths.map((xpath) => ({ xpath, changes: -1, last: Buffer.alloc(0) as Buffer }));
  await until(`moving pictures of ${xpaths.join(', ')}`, async () => {
    // One picture of the window serves all: WebKit without a graphics card needs up to a second for it.
    const window = await page.screenshot();
    for (const each of seen) {
      const area = await middleOf(page, each.xpath);
      const pixels = area && (await pixelsIn(window, area));
      if (!pixels || pixels.equals(each.last)) continue;
      each.changes++;
      each.last = pixels;
    }
    return seen.every(({ changes }) => changes >= 3);
  });
}

const areaSchema = z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() });

/** A picture without its caption, whose frame rate changes by itself; undefined while it is not to see. */
async function middleOf(page: DrivenPage, xpath: string): Promise<z.infer<typeof areaSchema> | undefined> {
  const area = await page.evaluate(`(() => {
    const element = ${elementBy(xpath)};
    if (!element?.checkVisibility(${visibility})) return;
    const { x, y, width, height } = element.getBoundingClientRect();
    if (width < 100 || height < 100) return;
    const cut = { left: x + width / 4, top: y + height / 4, width: width / 2, height: height / 2 };
    return Object.fromEntries(Object.entries(cut).map(([side, px]) => [side, Math.floor(px)]));
  })()`);
  return areaSchema.optional().parse(area);
}

/** The pixels of an area; undefined when all have one colour. */
async function pixelsIn(png: Buffer, area: z.infer<typeof areaSchema>): Promise<Buffer | undefined> {
  const cut = sharp(png).extract(area).removeAlpha().raw();
  const { data, info } = await cut.toBuffer({ resolveWithObject: true });
  const { channels } = await sharp(data, { raw: info }).stats();
  return channels.every(({ stdev }) => stdev < 3) ? undefined : data;
}
