import { describe, expect, test } from 'vitest';
import { NoThreadError } from '../../../../../server/capture/v4l2/device-error.ts';
import { DeviceThreads } from '../../../../../server/capture/v4l2/device-threads.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const never = new AbortController().signal;

function threads(devices = 2) {
  const clock = new SteppedClock();
  return { clock, threads: new DeviceThreads(devices, clock) };
}

describe('the threads that wait for devices', () => {
  test('are lent to so many devices; the next one gets none until another is closed', async () => {
    const { threads: lent } = threads(1);
    const first = await lent.take('/dev/video0', never);
    await expect(lent.take('/dev/video2', never)).rejects.toThrow(
      new NoThreadError('other cameras have all threads of the server'),
    );
    first?.leave();
    expect(await lent.take('/dev/video2', never)).toBeDefined();
  });

  test('a device is opened again as soon as its last capture has ended', async () => {
    const { threads: lent } = threads();
    const ending = new AbortController();
    const first = await lent.take('/dev/video0', ending.signal);
    ending.abort();
    const second = lent.take('/dev/video0', never);
    first?.leave();
    expect(await second).toBeDefined();
  });

  test('a device whose last capture does not end has stalled', async () => {
    const { threads: lent, clock } = threads();
    const ending = new AbortController();
    await lent.take('/dev/video0', ending.signal);
    ending.abort();
    const stalled = expect(lent.take('/dev/video0', never)).rejects.toMatchObject({ code: 'stalled' });
    await clock.advance(10_000);
    await stalled;
    expect(await lent.take('/dev/video2', never)).toBeDefined();
  });

  test('a device that another camera reads is busy at once, also for all but one that waited for it', async () => {
    const { threads: lent, clock } = threads();
    const ending = new AbortController();
    const first = await lent.take('/dev/video0', ending.signal);
    const busy = { code: 'busy', message: '/dev/video0 is read by another camera' };
    await expect(lent.take('/dev/video0', never)).rejects.toMatchObject(busy);
    expect(clock.sleepsMs).toEqual([]);

    ending.abort();
    const second = lent.take('/dev/video0', never);
    const third = expect(lent.take('/dev/video0', never)).rejects.toMatchObject(busy);
    first?.leave();
    expect(await second).toBeDefined();
    await third;
  });

  test('nobody waits for a device after its capture was aborted', async () => {
    const { threads: lent } = threads();
    const first = new AbortController();
    await lent.take('/dev/video0', first.signal);
    first.abort();
    const ending = new AbortController();
    const second = lent.take('/dev/video0', ending.signal);
    ending.abort();
    expect(await second).toBeUndefined();
  });

  test('are lent no more for a device that is avoided', async () => {
    const { threads: lent } = threads();
    (await lent.take('/dev/video0', never))?.leave();
    lent.avoid('/dev/video0');
    await expect(lent.take('/dev/video0', never)).rejects.toThrow(
      new NoThreadError('its driver has kept the whole server waiting'),
    );
    expect(await lent.take('/dev/video2', never)).toBeDefined();
  });
});
