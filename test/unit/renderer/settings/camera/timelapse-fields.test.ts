// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test } from 'vitest';
import TimelapseFields from '../../../../../renderer/settings/camera/TimelapseFields.svelte';
import type { CameraConfig } from '../../../../../server/contract/config/camera.ts';

afterEach(cleanup);

function shown(given: Partial<CameraConfig> = {}) {
  const camera: CameraConfig = { id: 'door', name: 'Door', device: 'test', ...given };
  const draft = {
    problemsAt: (field: string) => (field === 'cameras.0.timelapse.fps' ? ['It is too large.'] : []),
  };
  render(TimelapseFields, { camera, place: 'cameras.0', draft, savedId: 'door', storage: undefined });
  return camera;
}

describe('the form for timelapse and stills', () => {
  test('has two choices and nothing else while both are off', () => {
    shown();
    expect(screen.getAllByRole('combobox')).toHaveLength(2);
    expect(screen.queryByRole('spinbutton')).toBeNull();
  });

  test('begins a schedule with a time, and keeps the other fields', async () => {
    const camera = shown({
      stills: { mode: 'off', interval_seconds: 900, schedule: [], keep_days: 30 },
    });
    await fireEvent.change(screen.getByLabelText('Stills'), { target: { selectedIndex: 2 } });
    expect(camera.stills).toMatchObject({ mode: 'scheduled', interval_seconds: 900, keep_days: 30 });
    expect(camera.stills?.schedule).toHaveLength(1);
    expect(camera.timelapse).toBeUndefined();
  });

  test('says what a day gives, and what the server complained about', () => {
    shown({
      timelapse: { mode: 'continuous', interval_seconds: 10, fps: 25, schedule: [], keep_days: null },
    });
    expect(screen.getByText('A day has 8,640 pictures, which play for 5 min 46 s.')).toBeTruthy();
    expect(screen.getByText('It is too large.')).toBeTruthy();
  });
});
