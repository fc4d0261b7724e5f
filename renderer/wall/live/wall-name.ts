import { defaultWallName, kioskWallName, wallNameSchema } from '../../../server/contract/wall.ts';

/** Which wall a page shows: `?wall=`, where that is a name, or what it is called without. */
export function wallName(search: string): string {
  const query = new URLSearchParams(search);
  const named = wallNameSchema.safeParse(query.get('wall'));
  if (named.success) return named.data;
  return query.get('kiosk') === '1' ? kioskWallName : defaultWallName;
}
