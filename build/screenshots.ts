/**
 * `npm run screenshots`: pictures of every page at the sizes people have, to look at, into dist/screenshots/. Those that
 * the documents show are copied to build/screenshots/ too: Git keeps only these.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import sharp from 'sharp';
import { chromiumLaunch } from './chromium.ts';
import { needPrograms } from './needed-programs.ts';
import { CameraServer } from '../test/integration/e2e/camera-server.ts';
import { recordDay } from '../test/integration/e2e/recorded-day.ts';

needPrograms({ ffmpeg: 'ffmpeg', [chromiumLaunch.executablePath]: 'chromium' });
const folder = resolve(import.meta.dirname, '../dist/screenshots');
const keptFolder = join(import.meta.dirname, 'screenshots');
const shownInDocuments = [
  'wall-desktop',
  'kiosk-touch',
  'settings-camera-desktop',
  'status-desktop',
  'recordings-desktop',
];

const cameras = [
  { id: 'front-door', name: 'Front door', device: 'test:Front door', width: 1_280, height: 720 },
  { id: 'yard', name: 'Yard', device: 'test:Yard', width: 1_280, height: 720 },
  { id: 'workshop', name: 'Workshop', device: 'test:Workshop', width: 1_280, height: 720 },
  { id: 'printer', name: '3D printer', device: 'test:3D printer', width: 640, height: 480 },
  { id: 'driveway', name: 'Driveway', device: 'test:Driveway', width: 1_280, height: 720 },
  { id: 'garage', name: 'Garage', device: '/dev/v4l/by-id/usb-046d_HD_Webcam_C270-video-index0' },
];

const screens = [
  { name: 'desktop', width: 1_920, height: 1_080 },
  { name: 'touch', width: 800, height: 480 },
  { name: 'phone', width: 390, height: 844 },
];

const nowMs = Date.now();
const hourMs = 3_600_000;

const pages: { name: string; path: string; ready: string }[] = [
  { name: 'wall', path: '/?wall=demo', ready: 'canvas:visible' },
  { name: 'camera', path: '/?wall=demo&camera=yard', ready: 'canvas:visible' },
  { name: 'kiosk', path: '/?kiosk=1', ready: 'canvas:visible' },
  { name: 'settings', path: '/settings#cameras', ready: 'main' },
  { name: 'settings-camera', path: '/settings#cameras/yard', ready: 'main' },
  { name: 'settings-server', path: '/settings#network', ready: 'main' },
  { name: 'recordings', path: recordingsPath(), ready: 'canvas:visible' },
  { name: 'status', path: '/status', ready: 'article' },
  { name: 'api-docs', path: '/api-docs', ready: 'main' },
];

await using server = await CameraServer.start(cameras, { port_mode: 'off' }, undefined, async (folder) =>
  recordDay(join(folder, 'recordings'), nowMs, [
    { camera: 'front-door', label: 'Front door', fromHours: 9, toHours: 6.2 },
    { camera: 'front-door', label: 'Front door', fromHours: 5.8, toHours: 0 },
    { camera: 'yard', label: 'Yard', fromHours: 8, toHours: 7 },
    { camera: 'yard', label: 'Yard', fromHours: 3, toHours: 2.5, isProtected: true },
    { camera: 'yard', label: 'Yard', fromHours: 1.5, toHours: 1.2 },
  ]),
);
const browser = await chromium.launch(chromiumLaunch);
mkdirSync(folder, { recursive: true });
try {
  for (const screen of screens) await takeAll(browser, screen);
} finally {
  await browser.close();
}
for (const name of shownInDocuments)
  copyFileSync(join(folder, `${name}.png`), join(keptFolder, `${name}.png`));

async function takeAll(browser: Browser, { name, width, height }: (typeof screens)[number]): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'dark' });
  for (const { name: what, path, ready } of pages) {
    const page = await context.newPage();
    await page.goto(server.url + path);
    await page.locator(ready).first().waitFor();
    await settled(page);
    const shot = await page.screenshot();
    await sharp(shot)
      .png({ palette: true, quality: 90 })
      .toFile(join(folder, `${what}-${name}.png`));
    await page.close();
  }
  await context.close();
}

/** Two cameras with a marked part, some hours ago. */
function recordingsPath(): string {
  const moment = (hours: number) => new Date(nowMs - hours * hourMs).toISOString();
  const query = new URLSearchParams({ at: moment(2.7), from: moment(2.9), to: moment(2.6), span: '25200' });
  return `/recordings?camera=front-door&camera=yard&${query.toString()}`;
}

/** Pictures and figures come a moment after the page: nobody reads a clock here, it only has to look right. */
async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(4_000);
}
