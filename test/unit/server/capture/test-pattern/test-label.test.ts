import { describe, expect, test } from 'vitest';
import { StreamMarks } from '../../../../../server/camera/stream-marks.ts';
import { openCapture } from '../../../../../server/capture/open-capture.ts';
import { captureLimits } from '../../../../doubles/capture-limits.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

const limits = captureLimits();

/** The first picture of a camera that is a test pattern, and its notices. */
async function opened(
  name: string,
  id: string,
  device = 'test',
): Promise<{ jpeg: Buffer; notices: string[] }> {
  const notices: string[] = [];
  const nothing = () => undefined;
  const report = {
    notice: (text: string) => notices.push(text),
    ...{ dropped: nothing, damaged: nothing, fault: nothing, pace: nothing },
  };
  const stop = new AbortController();
  const clock = SteppedClock.hurried();
  const camera = { id, name, device, width: 320, height: 180 };
  const capture = openCapture(() => camera, report, clock, limits, new StreamMarks().origin(id));
  for await (const { jpeg } of capture.frames(stop.signal)) {
    stop.abort();
    return { jpeg, notices };
  }
  throw new Error('no picture');
}

describe('the label of a test pattern', () => {
  test('is the id where the letters of the name cannot be drawn, and a notice says so', async () => {
    const [shown, wanted] = [await opened('車庫', 'garage'), await opened('garage', 'garage')];
    expect(shown.jpeg.equals(wanted.jpeg)).toBe(true);
    expect(shown.notices).toEqual(['The picture shows "garage": it has no letters for "車庫".']);
    expect(wanted.notices).toEqual([]);
  });

  test('is plain where the id cannot be drawn either', async () => {
    const { jpeg, notices } = await opened('door', 'ドア', 'test:車庫');
    expect(jpeg.equals((await opened('', 'x', 'test:Camera')).jpeg)).toBe(true);
    expect(notices).toHaveLength(1);
  });
});
