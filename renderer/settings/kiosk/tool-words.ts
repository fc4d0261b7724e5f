import type { ScreenTool } from '../../../server/contract/kiosk/kiosk.ts';

/** What switches the display, for people. */
export const toolWords: Record<ScreenTool, string> = {
  wlopm: 'wlopm (Wayland)',
  'wlr-randr': 'wlr-randr (Wayland)',
  xset: 'xset (X11)',
  cover: 'a black page; the display itself stays lit',
};
