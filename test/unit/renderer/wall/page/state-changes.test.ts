import { describe, expect, test } from 'vitest';
import { stateChanges, type KnownStates } from '../../../../../renderer/wall/page/state-changes.ts';
import type { CameraHealth } from '../../../../../server/contract/health.ts';
import { cameraHealth } from '../../camera-health.ts';

/** What is said after each of these states of one camera. */
function said(...states: Partial<CameraHealth>[]): string[][] {
  let known: KnownStates = new Map();
  return states.map((state) => {
    const told = stateChanges(known, [cameraHealth(state)]);
    known = told.known;
    return told.changes;
  });
}

const gone = { kind: 'retrying', reason: 'no-device', state: 'offline' } as const;
const starting = { kind: 'starting', state: 'offline' } as const;

describe('a screen reader', () => {
  test('is told when a camera fails and when it is back, not how it is at first', () => {
    expect(said({}, gone, starting, {})).toEqual([
      [],
      ['Front door: Camera not found.'],
      [],
      ['Front door: live.'],
    ]);
  });

  test('is told nothing of vain attempts, of sleep and of another frame rate', () => {
    expect(said(gone, starting, gone, starting, gone).flat()).toEqual([]);
    expect(said({}, { kind: 'sleeping' }, { fps: 3 }).flat()).toEqual([]);
  });

  test('is told that a live camera sends nothing', () => {
    expect(said({}, { state: 'stale' }).flat()).toEqual(['Front door: no recent picture.']);
  });
});
