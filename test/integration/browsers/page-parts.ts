import sharp from 'sharp';
import { until } from '../../fixtures/until.ts';
import { elementBy, type DrivenPage } from './driven-page.ts';

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
  return (await page.evaluate(`${elementBy(xpath)}?.checkVisibility({ visibilityProperty: true })`)) === true;
}

/** Waits until the middle of the picture, where the test pattern has its clock, has changed three times. */
export async function seeMoving(page: DrivenPage, xpath: string): Promise<void> {
  await see(page, xpath);
  let last: Buffer | undefined;
  for (let change = -1; change < 3; change++) {
    last = await until(`${xpath} shows another picture than before`, async () => {
      const { pixels, isPlain } = await middleOf(await page.screenshot(xpath));
      return isPlain || last?.equals(pixels) ? undefined : pixels;
    });
  }
}

/** Leaves the caption out, whose frame rate changes by itself. */
async function middleOf(png: Buffer): Promise<{ pixels: Buffer; isPlain: boolean }> {
  const { width, height } = await sharp(png).metadata();
  const area = { left: width >> 2, top: height >> 2, width: width >> 1, height: height >> 1 };
  const middle = sharp(png).extract(area).removeAlpha();
  const { channels } = await middle.clone().stats();
  return { pixels: await middle.raw().toBuffer(), isPlain: channels.every(({ stdev }) => stdev < 3) };
}
