import { describe, expect, test } from 'vitest';
import { placeScreens } from '../../../../main/window/place-screens.ts';
import { screenSettingsSchema } from '../../../../server/contract/kiosk/kiosk.ts';

const screen = (display: string, page = '/') => screenSettingsSchema.parse({ display, page });
const display = (name: string, id: number, primary = false) => ({
  ...{ name, id, primary, widthPx: 1920, heightPx: 1080 },
  bounds: { x: 1920 * (id - 1), y: 0, width: 1920, height: 1080 },
});
const left = display('HDMI-A-1', 1, true);
const right = display('HDMI-A-2', 2);
const places = ({ placed }: ReturnType<typeof placeScreens>) =>
  placed.map(({ screen, display }) => [screen.display, display.name]);

describe('the screens of the settings', () => {
  test('are on the displays they name', () => {
    const placement = placeScreens([screen('primary'), screen('HDMI-A-2')], [right, left]);
    expect(places(placement)).toEqual([
      ['primary', 'HDMI-A-1'],
      ['HDMI-A-2', 'HDMI-A-2'],
    ]);
    expect(placement.problems).toEqual([]);
  });

  test('are missed where their display is not there, and the others stay', () => {
    const placement = placeScreens([screen('HDMI-A-1'), screen('HDMI-A-2')], [left]);
    expect(places(placement)).toEqual([['HDMI-A-1', 'HDMI-A-1']]);
    expect(placement.problems).toEqual([
      expect.stringMatching(/^the display HDMI-A-2 is not there: .*\(HDMI-A-1\)/),
    ]);
  });

  test('leave no display black: the first is on the primary one when no other is anywhere', () => {
    const placement = placeScreens([screen('DSI-1', '/yard'), screen('DSI-2')], [right, left]);
    expect(places(placement)).toEqual([['DSI-1', 'HDMI-A-1']]);
    expect(placement.placed[0]?.screen.page).toBe('/yard');
    expect(placement.problems).toHaveLength(2);
  });

  test('do not share a display', () => {
    const placement = placeScreens([screen('primary'), screen('HDMI-A-1')], [left]);
    expect(places(placement)).toEqual([['primary', 'HDMI-A-1']]);
    expect(placement.problems).toEqual([expect.stringContaining('HDMI-A-1')]);
  });

  test('are nowhere without any display, and that is said', () => {
    const placement = placeScreens([screen('primary')], []);
    expect(placement.placed).toEqual([]);
    expect(placement.problems).toEqual([expect.stringContaining('no display is connected')]);
  });
});
