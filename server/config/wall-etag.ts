import { createHash } from 'node:crypto';
import type { WallSettings } from '../contract/wall.ts';

/** The strong ETag, with its quotes, of the settings of a wall; also of those that are not saved, but by default. */
export function wallEtag(settings: WallSettings): string {
  return `"${createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 27)}"`;
}
