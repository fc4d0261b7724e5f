import { describe, expect, test } from 'vitest';
import type { RecordingEntry } from '../../../../../server/contract/recording.ts';
import {
  between,
  contentsOf,
  rangeOf,
  withEnd,
  withStart,
} from '../../../../../renderer/recordings/select/selection.ts';

function entry(start_ms: number, given: Partial<RecordingEntry> = {}): RecordingEntry {
  return {
    ...{ kind: 'recording', film_ms: null },
    ...{ camera: 'door', id: String(start_ms), start: new Date(start_ms).toISOString(), start_ms },
    ...{ duration_ms: 1_000, bytes: 100, frames: null, width: null, height: null },
    ...{ protected: false, state: 'closed', clock_synchronised: true, ...given },
  };
}

describe('a marked part', () => {
  test('is whole when both ends are marked, in either order', () => {
    expect(rangeOf(withStart({}, 1_000))).toBeUndefined();
    expect(rangeOf(withEnd(withStart({}, 1_000), 5_000))).toEqual({ fromMs: 1_000, toMs: 5_000 });
    expect(rangeOf(withStart(withEnd({}, 5_000), 1_000))).toEqual({ fromMs: 1_000, toMs: 5_000 });
  });

  test('never ends before it starts: the older mark goes', () => {
    expect(withEnd({ fromMs: 5_000 }, 4_000)).toEqual({ toMs: 4_000 });
    expect(withStart({ fromMs: 1_000, toMs: 5_000 }, 6_000)).toEqual({ fromMs: 6_000 });
    expect(between(9, 3)).toEqual({ fromMs: 3, toMs: 9 });
  });
});

describe('what a marked part holds', () => {
  test('counts of a recording only the share that is in it', () => {
    const { bytes, lengthMs } = contentsOf({ fromMs: 500, toMs: 2_250 }, [
      entry(0),
      entry(1_000),
      entry(2_000),
    ]);
    expect([lengthMs, bytes]).toEqual([1_750, 50 + 100 + 25]);
  });

  test('leaves a protected recording, and one that is being written, out of what can be deleted', () => {
    const kept = entry(1_000, { protected: true });
    const open = entry(2_000, { state: 'open' });
    const contents = contentsOf({ fromMs: 0, toMs: 3_000 }, [entry(0), kept, open]);
    expect(contents.closed.map(({ start_ms }) => start_ms)).toEqual([0, 1_000]);
    expect(contents.unprotected.map(({ start_ms }) => start_ms)).toEqual([0]);
    expect(contents.isBeingWritten).toBe(true);
  });
});
