import { expect, type Page } from '@playwright/test';

/** What is to see on each canvas of the page, in their order: a number that differs when the picture differs. */
function pictureNumbers(page: Page): Promise<number[]> {
  return page.evaluate(`(() => {
    const copy = new OffscreenCanvas(160, 90);
    const context = copy.getContext('2d', { willReadFrequently: true });
    return [...document.querySelectorAll('canvas')].map((canvas) => {
      context.drawImage(canvas, 0, 0, 160, 90);
      return context.getImageData(0, 0, 160, 90).data.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0);
    });
  })()`);
}

/** Passes when the picture of every canvas has changed three times. */
export async function expectAllMoving(page: Page, count: number): Promise<void> {
  await expect(page.locator('canvas')).toHaveCount(count);
  let last: number[] = [];
  const changes = Array.from({ length: count }, () => -1);
  await expect(async () => {
    const now = await pictureNumbers(page);
    now.forEach((number, index) => {
      if (number !== last[index]) changes[index] = (changes[index] ?? 0) + 1;
    });
    last = now;
    expect(Math.min(...changes)).toBeGreaterThanOrEqual(3);
  }).toPass({ intervals: [100] });
}

/** Of each canvas the colours of the four quarters of the square in its middle: "red", "green" or something else. */
export function quarterColours(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
    const { width, height } = canvas.getBoundingClientRect();
    const side = Math.min(width, height);
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(canvas, 0, 0, width, height);
    return [[-1, -1], [1, -1], [-1, 1], [1, 1]].map(([across, down]) => {
      const [x, y] = [(width + across * side / 2) / 2, (height + down * side / 2) / 2];
      const [red, green, blue] = context.getImageData(x, y, 1, 1).data;
      if (blue > 100 || red + green < 150) return red + '/' + green + '/' + blue;
      return red > green ? 'red' : 'green';
    }).join(' ');
  })`);
}
