import { describe, expect, test } from 'vitest';
import { stateText, stateTone } from '../../renderer/camera-state-text.ts';
import { tileMessage } from '../../renderer/tile-message.ts';
import type { CameraHealth } from '../../server/contract/health.ts';

const live: CameraHealth = {
  id: 'door',
  state: 'online',
  message: 'running',
  device: 0,
  port: 8081,
  last_frame_age: 0.03,
  last_frame_ts: 1_790_000_000,
  subscribers: 1,
  name: 'Front door',
  group: null,
  kind: 'live',
  reason: null,
  detail: '',
  advice: '',
  notices: [],
  fps: 14.93,
  width: 1_280,
  height: 720,
  port_state: 'off',
  port_problem: '',
  moved_to: null,
};
const failed: CameraHealth = {
  ...live,
  state: 'offline',
  message: 'Camera not found: /dev/video9',
  kind: 'retrying',
  reason: 'no-device',
  detail: '/dev/video9: No such file or directory',
  fps: null,
};

describe('a tile', () => {
  test('says nothing while it shows a picture', () => {
    expect(tileMessage(live, true, true)).toBeUndefined();
    expect(tileMessage({ ...live, kind: 'sleeping' }, true, true)).toBeUndefined();
  });

  test('says what failed, what to do, and what the device said', () => {
    expect(tileMessage(failed, true, true)).toEqual({
      title: 'Camera not found',
      advice: 'Plug it in, or choose another device in the settings.',
      detail: '/dev/video9: No such file or directory',
    });
  });

  test('prefers the advice of the server, and falls back to its message', () => {
    expect(tileMessage({ ...failed, advice: 'Wait.' }, false, true)?.advice).toBe('Wait.');
    expect(tileMessage({ ...failed, reason: null }, false, true)?.title).toBe(
      'Camera not found: /dev/video9',
    );
  });

  test('tells waiting from switched off', () => {
    expect(tileMessage({ ...live, kind: 'starting' }, false, true)?.title).toBe('Starting…');
    expect(tileMessage(live, false, true)?.title).toBe('Loading the picture…');
    expect(tileMessage({ ...live, kind: 'stopped' }, true, true)?.title).toBe('Switched off');
  });

  test('claims no state it cannot know while the server does not answer', () => {
    expect(tileMessage(failed, false, false)?.title).toBe('No connection');
    expect(tileMessage(live, true, false)).toBeUndefined();
  });
});

describe('the badge', () => {
  test('says the measured rate of a live camera', () => {
    expect(stateText(live)).toBe('Live 15 fps');
    expect(stateText({ ...live, fps: 0.2 })).toBe('Live 0.2 fps');
    expect(stateText({ ...live, fps: null })).toBe('Live');
    expect(stateText({ ...live, fps: 0 })).toBe('Live');
  });

  test('does not call a camera live whose last frame is old', () => {
    expect(stateText({ ...live, state: 'stale' })).toBe('No recent picture');
    expect(stateTone({ ...live, state: 'stale' })).toBe('waiting');
    expect(stateTone(live)).toBe('live');
    expect(stateTone(failed)).toBe('failed');
  });
});
