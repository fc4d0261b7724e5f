import type { ScreenSettings } from '../../server/contract/kiosk/kiosk.ts';
import type { NamedDisplay } from './display-name.ts';

/** What a display is to show. */
export interface PlacedScreen {
  screen: ScreenSettings;
  display: NamedDisplay;
}

export interface Placement {
  placed: PlacedScreen[];
  /** Screens that are not where the settings want them; one line each. */
  problems: string[];
}

/**
 * Which screen of the settings is on which display. As long as there is a display there is a picture: where none of the
 * named ones is there, the primary one shows what the first was to show.
 */
export function placeScreens(screens: ScreenSettings[], displays: NamedDisplay[]): Placement {
  const placed: PlacedScreen[] = [];
  const problems: string[] = [];
  const primary = displays.find((display) => display.primary) ?? displays[0];
  for (const screen of screens) {
    const wanted =
      screen.display === 'primary' ? primary : displays.find(({ name }) => name === screen.display);
    if (!wanted) {
      problems.push(notThere(screen.display, displays));
    } else if (placed.some(({ display }) => display.id === wanted.id)) {
      problems.push(
        `two screens of the settings are on the display ${wanted.name}: only the first is shown; name another display`,
      );
    } else {
      placed.push({ screen, display: wanted });
    }
  }
  const [first] = screens;
  if (placed.length === 0 && first && primary) placed.push({ screen: first, display: primary });
  return { placed, problems };
}

function notThere(name: string, displays: NamedDisplay[]): string {
  if (displays.length === 0) return 'no display is connected; check its cable and its power';
  const names = displays.map((display) => display.name).join(', ');
  return `the display ${name} is not there: connect it, or choose another (${names}) in the settings`;
}
