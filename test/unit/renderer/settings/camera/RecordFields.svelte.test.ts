// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test } from 'vitest';
import RecordFields from '../../../../../renderer/settings/camera/RecordFields.svelte';
import type { CameraConfig } from '../../../../../server/contract/config/camera.ts';
import { defaultRecord, type RecordSettings } from '../../../../../server/contract/config/record.ts';
import type { Storage } from '../../../../../server/contract/recording.ts';

const megabyte = 1e6;
const none = { count: 0, bytes: 0 };
const rate = {
  ...{ bytes_per_day: null, frame_bytes: 0.1 * megabyte, fps: 10 },
  ...{ timelapses: none, stills: none },
};
const storage: Storage = {
  ...{ state: 'ready', reason: null, message: '', folder: '/data/recordings', on_card: true },
  ...{ free_bytes: 1e9, total_bytes: 2e9, bytes: 0, segments: 0, ring: { bytes: 0, max_bytes: 1 } },
  ...{ bytes_per_day: 0, days_left: null },
  cameras: [
    {
      camera: 'door',
      segments: 0,
      bytes: 0,
      protected_bytes: 0,
      from_ms: null,
      to_ms: null,
      ...rate,
    },
  ],
};

afterEach(cleanup);

/** The form of a camera with these settings. */
function show(record: Partial<RecordSettings>, problems: string[] = []): CameraConfig {
  const camera: CameraConfig = $state({
    ...{ id: 'door', name: 'Door', device: 'test' },
    record: { ...defaultRecord(), ...record },
  });
  const draft = { problemsAt: (field: string) => (field.endsWith('.schedule') ? problems : []) };
  render(RecordFields, { camera, place: 'cameras.0', draft, savedId: 'door', storage });
  return camera;
}
const labels = () =>
  [...document.querySelectorAll('label')].map((label) => label.textContent.replaceAll(/\s+/g, ' ').trim());

describe('the form for recording', () => {
  test('asks for nothing else while the camera is never recorded', () => {
    show({ mode: 'off' });
    expect(labels()).toEqual(['Record']);
  });

  test('asks only for what has a meaning in the chosen mode', async () => {
    show({ mode: 'continuous' });
    expect(labels()).not.toContain('Seconds after a save');
    expect(labels()).not.toContain('Seconds before');
    await fireEvent.change(screen.getByLabelText('Record'), { target: { selectedIndex: 3 } });
    expect(labels()).toContain('Seconds after a save');
    await fireEvent.change(screen.getByLabelText('Record'), { target: { selectedIndex: 4 } });
    expect(labels()).toEqual(expect.arrayContaining(['Seconds before', 'Seconds after a save']));
  });

  test('asks how long a save records all pictures, where fewer are recorded always', () => {
    show({ mode: 'continuous', fps: 2 });
    expect(labels()).toContain('Seconds after a save');
  });

  test('begins with a time when the mode becomes "at set times", so that it can be saved', async () => {
    const camera = show({ mode: 'off' });
    await fireEvent.change(screen.getByLabelText('Record'), { target: { selectedIndex: 2 } });
    expect(camera.record?.schedule).toEqual([
      { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '22:00', to: '06:00' },
    ]);
    await fireEvent.click(screen.getByRole('button', { name: 'Add a time' }));
    await fireEvent.change(screen.getAllByLabelText(/From/)[1] as HTMLElement, {
      target: { value: '08:30' },
    });
    expect(camera.record?.schedule.map(({ from }) => from)).toEqual(['22:00', '08:30']);
    await fireEvent.click(screen.getByRole('button', { name: 'Remove time 1' }));
    expect(camera.record?.schedule.map(({ from }) => from)).toEqual(['08:30']);
  });

  test('shows what the server has refused about the times', () => {
    show({ mode: 'scheduled' }, ['The schedule has no time.']);
    expect(screen.getByRole('alert').textContent).toContain('The schedule has no time.');
  });

  test('says how much room a day needs, and follows the number of pictures', async () => {
    show({ mode: 'continuous' });
    await screen.findByText(/needs about 86 GB/);
    await fireEvent.input(screen.getByLabelText('Pictures in the file'), { target: { value: '1' } });
    await screen.findByText(/needs about 8\.6 GB/);
  });

  test('warns of an SD card where it is written all the time', async () => {
    show({ mode: 'continuous' });
    await screen.findByText(/SD card/);
    cleanup();
    show({ mode: 'flight' });
    await screen.findByText(/needs about/);
    expect(screen.queryByText(/SD card/)).toBeNull();
  });
});
