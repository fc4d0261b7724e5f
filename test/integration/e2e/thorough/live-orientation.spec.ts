import { expect, test } from '@playwright/test';
import playwrightConfig from '../../../../build/playwright.config.ts';
import { HttpCamera } from '../../../fixtures/http-camera.ts';
import { quarters } from '../../../fixtures/images.ts';
import { CameraServer } from '../camera-server.ts';
import { quarterColours } from '../canvas-pixels.ts';

// A name that is another machine's as far as the page can tell: it gets no ImageDecoder, which browsers keep for secure
// pages, and asks for smaller pictures.
const { launchOptions } = playwrightConfig.use ?? {};
test.use({
  launchOptions: {
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), '--host-resolver-rules=MAP cameras.local 127.0.0.1'],
  },
});

const turns = [0, 90, 180, 270] as const;
for (const [where, host, hasDecoder] of [
  ['on the server’s own machine', '127.0.0.1', true],
  ['on another machine', 'cameras.local', false],
] as const) {
  test(`cameras that are mounted turned are upright ${where}`, async ({ page }) => {
    // The red quarter is top left.
    await using camera = await HttpCamera.start({ images: [quarters('640x640')], framesPerSecond: 5 });
    await using server = await CameraServer.start(
      turns.map((rotate) => ({
        id: `r${rotate}`,
        name: `Turned ${rotate}`,
        device: camera.url('/stream'),
        rotate,
      })),
    );
    await page.goto(server.url.replace('127.0.0.1', host));
    await expect
      .poll(() => quarterColours(page))
      .toEqual([
        'red green green green',
        'green red green green',
        'green green green red',
        'green green red green',
      ]);
    const [worker] = page.workers();
    expect(await worker?.evaluate("'ImageDecoder' in globalThis")).toBe(hasDecoder);
  });
}
