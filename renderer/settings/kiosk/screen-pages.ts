import { kioskStartPage, type ScreenSettings } from '../../../server/contract/kiosk/kiosk.ts';
import { kioskWallName } from '../../../server/contract/wall.ts';

/** A page that a screen can show, for a list to choose from. */
export interface ScreenPage {
  value: string;
  label: string;
}

/** The pages to choose from, one for each wall. @param walls names */
export function pageChoices(walls: readonly string[]): ScreenPage[] {
  const others = walls.filter((name) => name !== kioskWallName);
  return [
    { value: kioskStartPage, label: 'All cameras (the wall of the kiosk)' },
    ...others.map((name) => ({
      value: `/?wall=${encodeURIComponent(name)}&kiosk=1`,
      label: `Wall “${name}”`,
    })),
    { value: '/status', label: 'Status' },
  ];
}

/** A screen for the first display that has none; undefined if each has one. @param displays names, the primary one first */
export function anotherScreen(
  screens: readonly ScreenSettings[],
  displays: readonly { name: string; primary: boolean }[],
): ScreenSettings | undefined {
  const taken = new Set(screens.map(({ display }) => display));
  const free = displays.find(({ name, primary }) => !taken.has(name) && !(primary && taken.has('primary')));
  return free && { display: free.name, page: kioskStartPage, rotation: null, zoom: 1 };
}
