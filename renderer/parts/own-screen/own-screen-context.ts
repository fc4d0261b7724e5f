import { createContext } from 'svelte';
import type { OwnScreen } from './own-screen.svelte.ts';

const [get, set, has] = createContext<OwnScreen>();

/** To be set by the page as a whole, where it is on the kiosk's own screen. */
export const setOwnScreen = set;

/** The screen that a component is on; undefined in a browser elsewhere. */
export function ownScreen(): OwnScreen | undefined {
  return has() ? get() : undefined;
}
