import { describe, expect, test } from 'vitest';
import { layoutTestPattern } from '../../../../../server/capture/test-pattern/test-pattern-layout.ts';
import { TestPatternPicture } from '../../../../../server/capture/test-pattern/test-pattern-picture.ts';
import { changedRows, decoded, difference } from '../../picture/decoded.ts';

const sizes: [number, number][] = [
  [16, 16],
  [33, 27],
  [160, 120],
  [161, 121],
  [640, 360],
  [360, 640],
  [800, 60],
  [1920, 1080],
];

function openPicture(width: number, height: number, label = 'garage') {
  return new TestPatternPicture({ label, width, height, quality: 80 });
}

function moment(number: number) {
  return { number, time: new Date(2026, 0, 2, 23, 59, 58, number * 67), elapsedMs: number * 67 };
}

describe('the picture of a test pattern', () => {
  test.each(sizes)('at %ix%i is the same whether drawn change by change or completely', (width, height) => {
    const picture = openPicture(width, height);
    for (const number of [1, 2, 3, 4, 50, 51, 999, 1_000]) {
      expect(picture.draw(moment(number))).toEqual(openPicture(width, height).draw(moment(number)));
    }
  });

  test.each([...sizes, [3840, 2160], [2160, 3840]])(
    'at %ix%i has exactly that size',
    async (width, height) => {
      const picture = await decoded(openPicture(width, height).draw(moment(1)));
      expect([picture.width, picture.height]).toEqual([width, height]);
    },
  );

  test('shows colour bars, and changes only below them', async () => {
    const picture = openPicture(640, 360);
    const [one, other] = [await decoded(picture.draw(moment(1))), await decoded(picture.draw(moment(2)))];
    const colourAt = (x: number) => [...one.pixels.subarray((20 * 640 + x) * 3, (20 * 640 + x) * 3 + 3)];
    for (const [x, bar] of [
      [40, [191, 191, 191]],
      [320, [0, 191, 0]],
      [500, [191, 0, 0]],
    ] as const) {
      for (const [channel, value] of colourAt(x).entries()) {
        expect(Math.abs(value - (bar[channel] ?? 0))).toBeLessThan(6);
      }
    }
    const { label, time, number, lane } = layoutTestPattern(640, 360);
    const rows = changedRows(one, other, 60);
    const changedIn = (place: typeof time) =>
      rows.some((row) => place && row >= place.y && row < place.y + place.height);
    expect(changedIn(time)).toBe(true);
    expect(changedIn(number)).toBe(true);
    expect(changedIn({ ...lane, dotSize: 0 })).toBe(true);
    expect(changedIn(label)).toBe(false);
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(time?.y ?? 0);
  });

  test('looks different for another label, also where only the number in it differs', async () => {
    const cameras = await Promise.all(
      ['cam1', 'cam2', 'cam3', 'garage', 'front door'].map((label) =>
        decoded(openPicture(640, 360, label).draw(moment(1))),
      ),
    );
    for (const [index, one] of cameras.entries()) {
      for (const other of cameras.slice(index + 1)) expect(difference(one, other)).toBeGreaterThan(10);
    }
  });

  test('takes any label', async () => {
    for (const label of ['', '日本語 '.repeat(40), '\u0301\u0000\ud800', '7'.repeat(400)]) {
      await decoded(openPicture(160, 120, label).draw(moment(1)));
    }
  });
});

describe('the layout of a test pattern', () => {
  test.each([
    [160, 120],
    [320, 240],
    [640, 360],
    [1280, 720],
    [3840, 2160],
    [480, 640],
  ])('at %ix%i has label, time and number, all inside and none over another', (width, height) => {
    const { bars, label, time, number, lane } = layoutTestPattern(width, height);
    const places = [bars, label, time, number, lane];
    let y = 0;
    for (const place of places) {
      expect(place?.y).toBe(y);
      y += place?.height ?? 0;
      expect(place?.x).toBeGreaterThanOrEqual(0);
      expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(width);
    }
    expect(y).toBe(height);
  });
});
