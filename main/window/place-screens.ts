import type { ScreenSettings } from '../../server/contract/kiosk/kiosk.ts';
import type { NamedDisplay } from './display-name.ts';

/** A display, and the screen settings that it is to show. */
export interface PlacedScreen {
  screen: ScreenSettings;
  display: NamedDisplay;
}

export interface ScreenPlacement {
  placed: PlacedScreen[];
  /** Screens that are not where the settings want them; one line each. */
  problems: string[];
}

/**
 * Assigns the screens of the settings to displays. As long as there is a display, there is a picture: when none of the
 * named displays is connected, the primary one shows the first screen.
 */
export function placeScreens(screens: ScreenSettings[], displays: NamedDisplay[]): ScreenPlacement {
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
