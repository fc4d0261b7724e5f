import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export interface Look {
  width: number;
  height: number;
  colorScheme: 'dark' | 'light';
  /** Axe looks for obstacles there. It takes a second, so it gets one large and one small screen, one dark and one light. */
  isExamined?: boolean;
}

/** Sizes of real screens, and the smallest that is promised. */
export const looks: readonly Look[] = [
  { width: 1_920, height: 1_080, colorScheme: 'dark', isExamined: true },
  { width: 800, height: 480, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 320, height: 640, colorScheme: 'light', isExamined: true },
];

/**
 * What the page shows now is no wider than each screen and has no obstacles for anybody. The page stays as it is: only its
 * window changes, and a picture of each is left in `output/`. At the end the window has the first size again.
 */
export async function expectToFit(page: Page, name: string, screens = looks): Promise<void> {
  for (const { width, height, colorScheme, isExamined } of screens) {
    await take(page, { width, height, colorScheme });
    const at = `${name} at ${width} x ${height}, ${colorScheme}`;
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), at).toBe(width);
    await page.screenshot({ path: `test/integration/e2e/output/${name}-${width}x${height}.png` });
    if (isExamined) expect([at, await obstacles(page)]).toEqual([at, []]);
  }
  const [first] = screens;
  if (first) await take(page, first);
}

export async function take(page: Page, { width, height, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  // Colours fade to those of the other scheme.
  await page.evaluate(`Promise.all(
    document.getAnimations()
      .filter((each) => each instanceof CSSTransition)
      .map(({ finished }) => finished.catch(() => undefined)))`);
}

async function obstacles(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
