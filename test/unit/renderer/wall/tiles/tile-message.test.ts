import { describe, expect, test } from 'vitest';
import { stateText, stateTone } from '../../../../../renderer/parts/text/camera-state-text.ts';
import type { TileView } from '../../../../../renderer/live/live-tile.ts';
import { frozenNote, tileMessage } from '../../../../../renderer/wall/tiles/tile-message.ts';
import type { CameraHealth } from '../../../../../server/contract/health.ts';
import { cameraHealth } from '../../camera-health.ts';

const live = cameraHealth();
const shown: TileView = { kind: 'live', ageMs: 40, framesPerSecond: 15 };
const waiting: TileView = { kind: 'waiting', ageMs: 1_000 };
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
    expect(tileMessage(live, shown, true)).toBeUndefined();
    expect(tileMessage({ ...live, kind: 'sleeping' }, shown, true)).toBeUndefined();
  });

  test('says what failed, what to do, and what the device said', () => {
    expect(tileMessage(failed, shown, true)).toEqual({
      title: 'Camera not found',
      advice: 'Plug it in, or choose another device in the settings.',
      detail: '/dev/video9: No such file or directory',
    });
  });

  test('prefers the advice of the server, and falls back to its message', () => {
    expect(tileMessage({ ...failed, advice: 'Wait.' }, waiting, true)?.advice).toBe('Wait.');
    expect(tileMessage({ ...failed, reason: null }, waiting, true)?.title).toBe(
      'Camera not found: /dev/video9',
    );
  });

  test('tells waiting from switched off', () => {
    expect(tileMessage({ ...live, kind: 'starting' }, waiting, true)?.title).toBe('Starting…');
    expect(tileMessage(live, waiting, true)?.title).toBe('Loading the picture…');
    expect(tileMessage({ ...live, kind: 'stopped' }, shown, true)?.title).toBe('Switched off');
  });

  test('says how long a tile has waited for its first picture, and which part is to blame', () => {
    const never: TileView = { kind: 'waiting', ageMs: 42_000 };
    expect(tileMessage({ ...live, last_frame_age: 0.1 }, never, true)).toEqual({
      title: 'No picture for 42 s',
      advice: 'The camera is live, but its pictures do not arrive here. The page tries again by itself.',
      detail: '',
    });
    expect(tileMessage({ ...live, last_frame_age: null }, never, true)?.advice).toBe(
      'The camera sends nothing.',
    );
  });

  test('says why the server sends no picture, and that a placeholder is none', () => {
    const refused: TileView = { kind: 'refused', message: 'Too many people watch. Close another page.' };
    expect(tileMessage(live, refused, true)).toEqual({
      title: 'The server sends no picture of this camera',
      advice: 'Too many people watch. Close another page.',
      detail: '',
    });
    expect(tileMessage(live, { kind: 'placeholder' }, true)).toMatchObject({
      title: 'No picture from the camera',
      advice: expect.stringContaining('restarts it by itself'),
    });
    const starting = { ...live, kind: 'starting' } as const;
    expect(tileMessage(starting, { kind: 'placeholder' }, true)?.title).toBe('Starting…');
  });

  test('says why the server refuses all pictures to this page, and not that they are loading', () => {
    const why = 'Too many pages are open.';
    const title = 'No live pictures on this page';
    expect(tileMessage(live, waiting, true, why)).toEqual({ title, advice: why, detail: '' });
    expect(tileMessage(live, shown, true, why)).toBeUndefined();
    expect(tileMessage(failed, waiting, true, why)?.title).toBe('Camera not found');
  });

  test('says of pictures that cannot be shown what is wrong and what to do', () => {
    expect(tileMessage(live, { kind: 'undecodable' }, true)).toEqual({
      title: 'This browser cannot show the picture',
      advice: 'Its pictures come, but are damaged. Choose another size or format of the camera.',
      detail: '',
    });
  });

  test('leaves an old picture to see, and says how old it is and why', () => {
    expect(tileMessage(live, { kind: 'frozen', ageMs: 7_400 }, true)).toBeUndefined();
    const newer = { ...live, last_frame_age: 0.1 };
    expect(frozenNote(newer, 7_900, true)).toEqual({
      title: 'No picture for 7 s',
      why: expect.stringContaining('do not arrive here'),
    });
    expect(frozenNote(newer, 150_000, true).title).toBe('No picture for 2 min');
    expect(frozenNote(newer, 3 * 3_600_000, true).title).toBe('No picture for 3 h');
    expect(frozenNote({ ...live, state: 'stale' }, 7_000, true).why).toBe('The camera sends nothing.');
    // The server has no newer picture than this page: it only has not noticed yet that the camera hangs.
    expect(frozenNote({ ...live, last_frame_age: 5 }, 7_000, true).why).toBe('The camera sends nothing.');
    expect(frozenNote({ ...live, kind: 'starting' }, 7_000, true).why).toBe('The camera is being started.');
    expect(frozenNote(live, 7_000, false).why).toBe('No connection to the camera server.');
  });

  test('claims no state it cannot know while the server does not answer', () => {
    expect(tileMessage(failed, waiting, false)?.title).toBe('No connection');
    expect(tileMessage(live, shown, false)).toBeUndefined();
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
