import { defaultWallName, kioskWallName, wallNameSchema } from '../../server/contract/wall.ts';

/** The wall that a page shows: the name in `?wall=`, or a default name where there is none. */
export function wallName(search: string): string {
  const named = wallNameSchema.safeParse(new URLSearchParams(search).get('wall'));
  if (named.success) return named.data;
  return isForKiosk(search) ? kioskWallName : defaultWallName;
}

/** Whether the address asks for the page as a kiosk shows it: without buttons, and never scrolled. */
export function isForKiosk(search: string): boolean {
  return new URLSearchParams(search).get('kiosk') === '1';
}
