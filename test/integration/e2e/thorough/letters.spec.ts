import { execFileSync } from 'node:child_process';
import { expect, test, type Page } from '@playwright/test';
import { findProgram } from '../../../../server/runtime/child/program.ts';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

/** Two characters of a script each: where a font lacks them, both are the same box. */
const shipped = { latin: 'Äğ', greek: 'Ωθ', cyrillic: 'Жщ', vietnamese: 'ướ' };
const installed = { hebrew: 'שק', arabic: 'صق', han: '日語', kana: 'ひネ', hangul: '한국', emoji: '😀😎' };

test('the shipped typeface draws names in its scripts, and digits of one width', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/status`);
  for (const [script, letters] of Object.entries(shipped)) {
    const { first, second, faces } = await drawn(page, letters);
    expect(first, script).not.toBe(second);
    expect(faces, script).toBeGreaterThan(0);
  }
  // Figures that run, e.g. the age of a picture, stand still: all digits are equally wide.
  const widths = await page.evaluate<number[]>(`(() => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = '40px ' + getComputedStyle(document.body).fontFamily;
    return [...'0123456789'].map((digit) => context.measureText(digit).width);
  })()`);
  expect(new Set(widths).size).toBe(1);
});

for (const [script, letters] of Object.entries(installed)) {
  test(`a name in ${script} is not boxes where a font for it is installed`, async ({ page }) => {
    test.skip(!hasFont(letters), `no font of this machine has ${letters}`);
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(`${server.url}/status`);
    const { first, second } = await drawn(page, letters);
    expect(first).not.toBe(second);
  });
}

/** Draws both characters in the page's own fonts. `faces` are the files of the typeface that have them. */
function drawn(page: Page, letters: string): Promise<{ first: string; second: string; faces: number }> {
  return page.evaluate(`(async () => {
    const letters = ${JSON.stringify(letters)};
    const font = '40px ' + getComputedStyle(document.body).fontFamily;
    const faces = await document.fonts.load(font, letters);
    const [first, second] = Array.from(letters, (letter) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 80;
      const context = canvas.getContext('2d');
      context.font = font;
      context.fillText(letter, 10, 60);
      return canvas.toDataURL();
    });
    return { first, second, faces: faces.length };
  })()`);
}

/** Whether fontconfig, which the browser asks too, knows a font with all of these characters. */
function hasFont(letters: string): boolean {
  const program = findProgram('fc-list', process.env['PATH'] ?? '');
  if (!program) return false;
  const points = [...letters].map((letter) => letter.codePointAt(0)?.toString(16)).join(' ');
  return execFileSync(program, [`:charset=${points}`, 'family'], { encoding: 'utf8' }).trim() !== '';
}
