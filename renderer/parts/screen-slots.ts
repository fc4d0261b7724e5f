import { createContext, type Snippet } from 'svelte';

/** Pieces that pages show only on the kiosk's own screen. They are handed in, so that pages need not import the kiosk. */
export interface ScreenSlots {
  /** The way back to the wall, for the head of every other page. */
  wayHome: Snippet;
  /** A menu for the screen itself. It calls `onclose` when it is done. */
  menu: Snippet<[onclose: () => void]>;
}

const [get, set, has] = createContext<ScreenSlots>();

/** For the root component, where the page is on the kiosk's own screen. */
export const setScreenSlots = set;

/** Undefined in a browser on any other machine. */
export function screenSlots(): ScreenSlots | undefined {
  return has() ? get() : undefined;
}
