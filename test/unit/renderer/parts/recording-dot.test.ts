// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test } from 'vitest';
import RecordingDot from '../../../../renderer/parts/RecordingDot.svelte';
import CameraStatus from '../../../../renderer/status/CameraStatus.svelte';
import TileCaption from '../../../../renderer/wall/tiles/TileCaption.svelte';
import type { RecordingHealth } from '../../../../server/contract/recording-health.ts';
import { cameraHealth } from '../camera-health.ts';

afterEach(cleanup);

const failed: RecordingHealth = {
  ...{ mode: 'continuous', state: 'failed', reason: 'disk-full', message: 'The disk is full.' },
};
const state = (of: RecordingHealth['state']): RecordingHealth => ({
  ...{ mode: 'continuous', state: of, reason: null, message: '' },
});
const names = (hidden = false) =>
  screen.queryAllByRole('img', { hidden }).flatMap((image) => image.getAttribute('aria-label') ?? []);

describe('the dot of a recording', () => {
  test('is filled only while pictures are written', () => {
    const filled = (['waiting', 'recording', 'gap', 'failed'] as const).filter((of) => {
      const { container, unmount } = render(RecordingDot, { recording: state(of) });
      const is = container.querySelector('.dot')?.classList.contains('recording');
      unmount();
      return is;
    });
    expect(filled).toEqual(['recording']);
  });

  test('is not there while nothing is to be recorded', () => {
    render(RecordingDot, { recording: state('off') });
    expect(names()).toEqual([]);
  });

  test('says what is the matter', () => {
    render(RecordingDot, { recording: failed });
    expect(names()).toEqual(['Should be recorded, but is not. The disk is full.']);
  });
});

describe('the dot on the wall', () => {
  const shown = (connected: boolean, recording = state('recording')) =>
    render(TileCaption, {
      ...{ camera: cameraHealth({ recording }), view: { kind: 'live', ageMs: 0, framesPerSecond: 10 } },
      ...{ overlay: { name: false, fps: false, clock: false }, connected, pictured: true },
    });

  test('is on the picture also where the wall shows no names', () => {
    shown(true);
    expect(names(true)).toEqual(['Being recorded']);
  });

  test('is not claimed while the server does not answer', () => {
    shown(false);
    expect(names(true)).toEqual([]);
  });
});

describe('the dot on the page Status', () => {
  test('comes with the reason in words, and with the way to the recordings', () => {
    render(CameraStatus, { camera: cameraHealth({ recording: failed }), report: undefined, onWalls: [] });
    expect(names()).toEqual(['Should be recorded, but is not. The disk is full.']);
    expect(screen.getByText('Should be recorded, but is not. The disk is full.')).toBeTruthy();
    const link = screen.getByRole('link', { name: 'Recordings' });
    expect(link.getAttribute('href')).toMatch(/\/recordings\?camera=door$/);
  });
});
