import { defaultWallName, kioskWallName, wallNameSchema } from '../../server/contract/wall.ts';

/** The wall that an address asks for. */
export type AskedWall =
  | { kind: 'named'; name: string }
  /** No wall can have this name. Another wall instead would be changed by a person who means this one. */
  | { kind: 'refused'; asked: string; why: string };

/** The wall that a page shows: the name in `?wall=`, or a default name where there is none. */
export function askedWall(search: string): AskedWall {
  const asked = new URLSearchParams(search).get('wall') ?? '';
  if (asked === '') return { kind: 'named', name: isForKiosk(search) ? kioskWallName : defaultWallName };
  const { data: name, error } = wallNameSchema.safeParse(asked);
  if (name !== undefined) return { kind: 'named', name };
  return { kind: 'refused', asked, why: error?.issues[0]?.message ?? '' };
}

/** Whether the address asks for the page as a kiosk shows it: without buttons, and never scrolled. */
export function isForKiosk(search: string): boolean {
  return new URLSearchParams(search).get('kiosk') === '1';
}
