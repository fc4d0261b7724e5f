import { describe, expect, test } from 'vitest';
import { nameDisplays } from '../../../../main/window/display-name.ts';

const display = (id: number, label: string, scaleFactor = 1) => ({
  ...{ id, label, scaleFactor },
  bounds: { x: 0, y: 0, width: 960, height: 540 },
});
const namesOf = (...labels: string[]) =>
  nameDisplays(
    labels.map((label, index) => display(index + 1, label)),
    1,
  ).map(({ name }) => name);

describe('the name of a display', () => {
  test.each([
    ['Dell Inc. DELL U2412M 0FFXD3 (HDMI-A-1)', 'HDMI-A-1'],
    ['Raspberry Pi Ltd Touch Display 2 (DSI-2)', 'DSI-2'],
    ['Headless output 1 (HEADLESS-1)', 'HEADLESS-1'],
    ['HDMI-A-2', 'HDMI-A-2'],
    ['DELL U2412M', 'DELL U2412M'],
    ['', 'display-1'],
  ])('%j is %s', (label, name) => {
    expect(namesOf(label)).toEqual([name]);
  });

  test('is its own, also of two that are the same', () => {
    expect(namesOf('DELL U2412M', 'DELL U2412M')).toEqual(['DELL U2412M', 'DELL U2412M (2)']);
  });

  test('is never longer than settings take', () => {
    for (const name of namesOf('x'.repeat(300), 'x'.repeat(300))) expect(name.length).toBeLessThanOrEqual(64);
  });
});

test('a display is told in pixels, and whether it is the primary one', () => {
  const [scaled, other] = nameDisplays([display(1, 'HDMI-A-1', 2), display(2, 'HDMI-A-2')], 2);
  expect(scaled).toMatchObject({ widthPx: 1920, heightPx: 1080, primary: false });
  expect(other).toMatchObject({ widthPx: 960, primary: true });
});
