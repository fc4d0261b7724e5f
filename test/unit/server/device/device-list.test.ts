import { describe, expect, test } from 'vitest';
import { CaptureError } from '../../../../server/contract/capture-error.ts';
import type { V4l2Device } from '../../../../server/contract/device/device.ts';
import { DeviceList } from '../../../../server/device/device-list.ts';
import type { ListOptions } from '../../../../server/device/v4l2/v4l2-devices.ts';
import { until } from '../../../fixtures/until.ts';

const device = (index: number, card = `Camera ${index}`): V4l2Device => {
  const rest = { bus: '', driver: '', current: {}, modes: [], controls: [] };
  return { index, path: `/dev/video${index}`, card, ...rest };
};

/** A list whose readings end when the test says so. */
function stage() {
  const readings: {
    answer: (devices: V4l2Device[]) => void;
    fail: (error: Error) => void;
    options: ListOptions;
  }[] = [];
  const stop = new AbortController();
  const list = new DeviceList(
    (options) => new Promise((answer, fail) => readings.push({ answer, fail, options })),
    stop.signal,
  );
  const changes: string[] = [];
  list.onListed(({ added, removed }) => {
    changes.push(
      [...added.map(({ card }) => `+${card}`), ...removed.map(({ card }) => `-${card}`)].join(' '),
    );
  }, stop.signal);
  /** Answers the reading that is under way. */
  const answer = async (devices: V4l2Device[], prepare?: (options: ListOptions) => void) => {
    const count = changes.length;
    const reading = readings.at(-1);
    if (reading) prepare?.(reading.options);
    reading?.answer(devices);
    await until('it is taken over', () => changes.length > count);
  };
  return { list, readings, changes, stop, answer };
}

describe('the list of devices', () => {
  test('is read once for all who ask at the same time', async () => {
    const { list, readings, answer } = stage();
    const asked = [list.list(), list.list(), list.list()];
    await answer([device(0)]);
    expect(await Promise.all(asked)).toEqual(Array(3).fill({ devices: [device(0)], problems: [] }));
    expect(readings).toHaveLength(1);
    void list.list();
    expect(readings).toHaveLength(2);
  });

  test('is read again when something changed meanwhile, and who asks then gets the new one', async () => {
    const { list, readings, answer } = stage();
    void list.list();
    list.changed();
    list.changed();
    const late = list.list();
    expect(readings).toHaveLength(1);
    await answer([device(0)]);
    await until('the second reading', () => readings.length === 2);
    await answer([device(1)]);
    expect((await late).devices).toEqual([device(1)]);
    expect(readings).toHaveLength(2);
  });

  test('is read again after a change also when nobody asks', async () => {
    const { list, readings, answer } = stage();
    list.changed();
    list.changed();
    await answer([]);
    await until('the second reading', () => readings.length === 2);
  });

  test('tells what came and went since the reading before, the first being no news', async () => {
    const { list, changes, answer } = stage();
    for (const devices of [
      [device(0)],
      [device(0), device(2)],
      [device(2)],
      [device(2)],
      [device(2, 'Another')],
    ]) {
      list.changed();
      await answer(devices);
    }
    expect(changes).toEqual(['', '+Camera 2', '-Camera 0', '', '+Another -Camera 2']);
  });

  test('takes one that does not answer for neither gone nor new', async () => {
    const { list, changes, answer } = stage();
    list.changed();
    await answer([device(0), device(1)]);
    list.changed();
    await answer([device(1)], ({ onProblem }) =>
      onProblem?.('/dev/video0', new CaptureError('device-error', '/dev/video0: late')),
    );
    expect(list.latest.problems).toEqual([expect.stringContaining('/dev/video0: late')]);
    list.changed();
    await answer([device(0), device(1)]);
    list.changed();
    await answer([device(1)]);
    expect(changes).toEqual(['', '', '', '-Camera 0']);
  });

  test('says why it cannot be read, and takes nothing for gone then', async () => {
    const { list, readings, changes, answer } = stage();
    list.changed();
    await answer([device(0)]);
    const failed = list.list();
    readings.at(-1)?.fail(new CaptureError('no-v4l2-ctl', 'v4l2-ctl is not on PATH'));
    expect(await failed).toEqual({
      devices: [],
      problems: [expect.stringContaining('sudo apt install v4l-utils')],
    });
    expect(list.latest.devices).toEqual([device(0)]);
    expect(changes).toEqual(['']);
  });

  test('is not read any more once it is ended', async () => {
    const { list, readings, stop } = stage();
    void list.list();
    expect(readings[0]?.options.limits?.signal?.aborted).toBe(false);
    stop.abort();
    expect(readings[0]?.options.limits?.signal?.aborted).toBe(true);
    readings[0]?.answer([]);
    list.changed();
    await list.list();
    expect(readings).toHaveLength(1);
  });
});
