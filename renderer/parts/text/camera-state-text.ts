import type { CameraHealth } from '../../../server/contract/health.ts';

/** Each tone is a colour of theme.css. */
export type StateTone = 'live' | 'waiting' | 'failed' | 'asleep';

/** A camera's state in a few words. */
export function stateText({ kind, state, fps }: Pick<CameraHealth, 'kind' | 'state' | 'fps'>): string {
  switch (kind) {
    case 'live':
      if (state === 'stale') return 'No recent picture';
      return !fps ? 'Live' : `Live ${fps < 1 ? fps.toFixed(1) : Math.round(fps)} fps`;
    case 'starting':
      return 'Starting';
    case 'retrying':
      return 'No picture';
    case 'sleeping':
      return 'Asleep';
    case 'stopped':
      return 'Off';
    default:
      throw new Error(`not a camera state: ${String(kind satisfies never)}`);
  }
}

export function stateTone({ kind, state }: Pick<CameraHealth, 'kind' | 'state'>): StateTone {
  switch (kind) {
    case 'live':
      return state === 'stale' ? 'waiting' : 'live';
    case 'starting':
      return 'waiting';
    case 'retrying':
      return 'failed';
    case 'sleeping':
    case 'stopped':
      return 'asleep';
    default:
      throw new Error(`not a camera state: ${String(kind satisfies never)}`);
  }
}
