import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { CameraConfig } from '../../../server/contract/config/camera.ts';
import type { KeptEvent } from '../../../server/contract/event.ts';
import { keepEvents } from '../../fixtures/kept-events.ts';
import { claimFolder, recordFile } from '../../unit/server/recording/playback/recorded-files.ts';
import { CameraServer } from './camera-server.ts';

/** The first picture of all. */
export const startMs = Date.parse('2026-11-20T10:00:00.000Z');
export const frameMs = 100;
const size = { width: 320, height: 180 };

const cameras: CameraConfig[] = [
  { id: 'door', name: 'Door', device: 'test:Door', width: 320, height: 180, fps: 10 },
  { id: 'yard', name: 'Yard', device: 'test:Yard', width: 320, height: 180, fps: 10 },
];

/**
 * A server with recordings whose pictures show numbers, ten a second. The camera "door" has 0 to 49, 50 to 99 right
 * after them, and 100 to 149 from 70 seconds on; "yard" has 1000 to 1049 from second 2 on.
 */
export function recordedServer(
  settings: object = {},
  events: readonly KeptEvent[] = [],
): Promise<CameraServer> {
  return CameraServer.start(cameras, settings, undefined, async (dataFolder) => {
    if (events.length > 0) keepEvents(dataFolder, events);
    const folder = join(dataFolder, 'recordings');
    claimFolder(folder);
    for (const [camera, afterMs, first] of [
      ['door', 0, 0],
      ['door', 5_000, 50],
      ['door', 70_000, 100],
      ['yard', 2_000, 1_000],
    ] as const)
      await recordFile(folder, { camera, startMs: startMs + afterMs, first, count: 50, size });
  });
}

/** The address of a moment, by its distance from the first picture. */
export function pathAt(afterMs: number, { cameras = ['door'], spanSeconds = 100 } = {}): string {
  const query = new URLSearchParams();
  for (const camera of cameras) query.append('camera', camera);
  query.set('at', new Date(startMs + afterMs).toISOString());
  query.set('span', String(spanSeconds));
  return `/recordings?${query.toString()}`;
}

/** The place of one camera in the stage. */
export function picture(page: Page, name: string): Locator {
  return page.getByRole('figure', { name });
}

/** The number in the picture that a camera's place shows: sixteen fields, white for a one. */
export function numberIn(page: Page, name: string): Promise<number> {
  return picture(page, name)
    .locator('canvas')
    .evaluate((canvas: object) => {
      // The tests' compiler knows no DOM.
      const { OffscreenCanvas: Canvas } = globalThis as unknown as {
        OffscreenCanvas: new (
          width: number,
          height: number,
        ) => {
          getContext(
            kind: '2d',
            settings: { willReadFrequently: boolean },
          ): {
            drawImage(image: object, x: number, y: number, width: number, height: number): void;
            getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
          };
        };
      };
      const { clientWidth, clientHeight } = canvas as { clientWidth: number; clientHeight: number };
      const context = new Canvas(clientWidth, clientHeight).getContext('2d', { willReadFrequently: true });
      context.drawImage(canvas, 0, 0, clientWidth, clientHeight);
      const scale = Math.min(clientWidth / 16, clientHeight / 9);
      const [width, height] = [16 * scale, 9 * scale];
      const [left, top] = [(clientWidth - width) / 2, (clientHeight - height) / 2];
      let number = 0;
      for (let field = 0; field < 16; field++) {
        const x = left + ((field % 4) + 0.5) * (width / 4);
        const y = top + (Math.floor(field / 4) + 0.5) * (height / 4);
        if ((context.getImageData(x, y, 1, 1).data[0] ?? 0) > 127) number |= 1 << field;
      }
      return number;
    });
}

export async function expectNumber(page: Page, name: string, number: number): Promise<void> {
  await expect.poll(() => numberIn(page, name)).toBe(number);
}

/** The moment of the page, in milliseconds after the first picture. */
export async function positionMs(page: Page): Promise<number> {
  const moment = await page.locator('.viewer time[datetime]').first().getAttribute('datetime');
  return Date.parse(moment ?? '') - startMs;
}

/** A point on the lanes of the timeline, by its share of the width. */
export async function timelinePoint(page: Page): Promise<(share: number) => { x: number; y: number }> {
  const box = await page.getByRole('slider', { name: 'Time' }).boundingBox();
  if (!box) throw new Error('there is no timeline');
  return (share) => ({ x: box.x + box.width * share, y: box.y + box.height - 8 });
}
