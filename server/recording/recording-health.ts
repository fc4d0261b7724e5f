import type { RecordSettings } from '../contract/config/record.ts';
import type { RecordingHealth } from '../contract/recording-health.ts';
import type { RecorderState } from './recorder-state.ts';
import type { VideoState } from './video/record-video.ts';

/** A recorder's state for /health. @param state undefined where there is no recorder @param video of H.264 */
export function recordingHealth(
  mode: RecordSettings['mode'],
  state: RecorderState | undefined,
  video?: VideoState | undefined,
): RecordingHealth {
  if (!state) return { mode, state: 'off', reason: null, message: '' };
  switch (state.kind) {
    case 'off':
    case 'waiting':
    case 'recording':
      if (state.kind !== 'off' && video?.kind === 'mjpeg') {
        const { reason, message } = video.problem;
        return { mode, state: state.kind, reason, message: `Recorded as MJPEG for now. ${message}` };
      }
      return { mode, state: state.kind, reason: null, message: '' };
    case 'gap':
      return { mode, state: 'gap', reason: state.reason, message: 'The camera sends no live pictures.' };
    case 'failed':
      return { mode, state: 'failed', reason: state.problem.kind, message: state.problem.message };
    default:
      return state satisfies never;
  }
}
