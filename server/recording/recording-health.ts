import type { RecordSettings } from '../contract/config/record.ts';
import type { RecordingHealth } from '../contract/recording-health.ts';
import type { RecorderState } from './recorder-state.ts';

/** A recorder's state for /health. @param state undefined where there is no recorder */
export function recordingHealth(
  mode: RecordSettings['mode'],
  state: RecorderState | undefined,
): RecordingHealth {
  if (!state) return { mode, state: 'off', reason: null, message: '' };
  switch (state.kind) {
    case 'off':
    case 'waiting':
    case 'recording':
      return { mode, state: state.kind, reason: null, message: '' };
    case 'gap':
      return { mode, state: 'gap', reason: state.reason, message: 'The camera sends no live pictures.' };
    case 'failed':
      return { mode, state: 'failed', reason: state.problem.kind, message: state.problem.message };
    default:
      return state satisfies never;
  }
}
