import { captureErrorText } from '../../../server/contract/capture-error.ts';
import type { CameraHealth } from '../../../server/contract/health.ts';

/** By camera id: what it did last that is worth telling. */
export type KnownStates = ReadonlyMap<string, string>;

/**
 * What a screen reader is told while somebody does something else: cameras that fail and those that are back, a
 * sentence each.
 */
export function stateChanges(
  before: KnownStates,
  cameras: readonly CameraHealth[],
): { known: KnownStates; changes: string[] } {
  const known = new Map<string, string>();
  const changes: string[] = [];
  for (const camera of cameras) {
    const was = before.get(camera.id);
    const is = settledState(camera) ?? was;
    if (is === undefined) continue;
    known.set(camera.id, is);
    if (was !== undefined && was !== is) changes.push(`${camera.name}: ${is}.`);
  }
  return { known, changes };
}

/** Undefined while it starts or sleeps: between two vain attempts nothing has changed. */
function settledState({ kind, state, reason, message }: CameraHealth): string | undefined {
  if (kind === 'retrying') return reason ? captureErrorText[reason].title : message;
  if (kind === 'stopped') return 'switched off';
  if (kind !== 'live') return undefined;
  return state === 'stale' ? 'no recent picture' : 'live';
}
