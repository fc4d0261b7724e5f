import { captureErrorText } from '../../../server/contract/capture-error.ts';
import type { CameraHealth } from '../../../server/contract/health.ts';

/** The last state of each camera that screen readers were told, by camera id. */
export type KnownStates = ReadonlyMap<string, string>;

/**
 * The news for screen readers while a person does something else: one sentence for each camera that has failed or
 * is back.
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

/** Undefined while the camera starts or sleeps: it does so between two failed attempts, and that is no news. */
function settledState({ kind, state, reason, message }: CameraHealth): string | undefined {
  if (kind === 'retrying') return reason ? captureErrorText[reason].title : message;
  if (kind === 'stopped') return 'switched off';
  if (kind !== 'live') return undefined;
  return state === 'stale' ? 'no recent picture' : 'live';
}
