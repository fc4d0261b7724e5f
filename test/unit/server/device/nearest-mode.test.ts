import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { V4l2Mode } from '../../../../server/contract/device/device.ts';
import { nearestMode, type ModeRequest } from '../../../../server/device/nearest-mode.ts';
import { parseV4l2Formats } from '../../../../server/device/v4l2/parse-v4l2-formats.ts';
import { deviceOutput } from './device-output.ts';

const webcam = parseV4l2Formats(deviceOutput('uvc-camera'));

describe('without a request the mode', () => {
  test('is 720p at 30 fps where there is such', () => {
    expect(nearestMode(modes('MJPG 1920x1080@60,30 1280x720@60,30,15 640x480@30'), {})).toEqual({
      mode: mode('MJPG', 1280, 720, 30),
    });
  });

  test('is the largest one below that', () => {
    expect(nearestMode(modes('MJPG 1920x1080@30 1280x960@30 800x600@25 640x480@30'), {})?.mode).toEqual(
      mode('MJPG', 800, 600, 25),
    );
  });

  test('is the smallest one where all are larger', () => {
    expect(nearestMode(modes('MJPG 3840x2160@60 1920x1080@60,50'), {})?.mode).toEqual(
      mode('MJPG', 1920, 1080, 50),
    );
  });

  test('takes 30.3 fps as 30', () => {
    expect(nearestMode(modes('YUYV 640x480@60,30.3,15'), {})?.mode.framesPerSecond).toBe(30.3);
  });
});

describe('the size of the mode', () => {
  test('is the one asked for where it is offered', () => {
    const request = { width: 640, height: 360, fps: 15 };
    expect(nearestMode(webcam, request)).toEqual({ mode: mode('MJPG', 640, 360, 15) });
  });

  test.each([
    ['1600x900', '1920x1080'],
    ['1024x576', '1280x720'],
    ['600x480', '640x480'],
    ['4096x2160', '1920x1080'],
    ['160x120', '320x240'],
  ])('is, for %s, %s', (asked, given) => {
    const [width, height] = asked.split('x').map(Number);
    const offered = modes('MJPG 1920x1080@30 1280x720@30 640x480@30 640x360@30 320x240@30');
    const found = nearestMode(offered, { width, height })?.mode;
    expect(`${found?.width}x${found?.height}`).toBe(given);
  });

  test('is rather too large than too small where both are about as far', () => {
    const offered = modes('MJPG 640x480@30 1024x768@30');
    expect(nearestMode(offered, { width: 800, height: 600 })?.mode.width).toBe(1024);
  });

  test('follows from one side alone, with the larger picture', () => {
    const offered = modes('MJPG 1280x720@30 1280x960@30 640x480@30');
    expect(nearestMode(offered, { width: 1280 })).toEqual({ mode: mode('MJPG', 1280, 960, 30) });
    expect(nearestMode(offered, { height: 700 })).toEqual({
      mode: mode('MJPG', 1280, 720, 30),
      differs: 'asked for a height of 700, the camera gives 1280x720',
    });
  });

  test('counts before the format', () => {
    const offered = modes('MJPG 1280x720@30', 'YUYV 640x480@30');
    expect(nearestMode(offered, { width: 640, height: 480 })?.mode.fourcc).toBe('YUYV');
  });
});

describe('the format of the mode', () => {
  test('is MJPEG even when another format has a better rate', () => {
    const offered = modes('YUYV 640x480@60', 'JPEG 640x480@15');
    expect(nearestMode(offered, { width: 640, height: 480, fps: 60 })?.mode.fourcc).toBe('JPEG');
  });

  test('is the cheapest to encode of several that serve as well', () => {
    const offered = modes('RGB3 640x480@30', 'YUYV 640x480@30', 'NV12 640x480@30');
    expect(nearestMode(offered, {})?.mode.fourcc).toBe('YUYV');
  });

  test('is grey only where there is no colour', () => {
    const offered = modes('GREY 640x480@30', 'YUYV 1280x720@10');
    expect(nearestMode(offered, { width: 640, height: 480 })?.mode.fourcc).toBe('YUYV');
    expect(nearestMode(modes('GREY 640x480@30'), {})?.mode.fourcc).toBe('GREY');
  });

  test('is none where we can use none', () => {
    expect(nearestMode(modes('H264 1920x1080@30', 'pRAA 3280x2464@21'), {})).toBeUndefined();
    expect(nearestMode([], { width: 640 })).toBeUndefined();
  });
});

describe('the rate of the mode', () => {
  const offered = modes('MJPG 640x480@60,30,15,7.5');

  test.each([
    [60, 60],
    [31, 60],
    [30, 30],
    [20, 30],
    [1, 7.5],
    [120, 60],
  ])('is, for %d fps, %d', (fps, given) => {
    expect(nearestMode(offered, { width: 640, height: 480, fps })?.mode.framesPerSecond).toBe(given);
  });

  test('is 29.97 where 30 is asked for, without a word', () => {
    const found = nearestMode(modes('MJPG 640x480@59.94,29.97'), { fps: 30 });
    expect(found).toEqual({ mode: mode('MJPG', 640, 480, 29.97) });
  });
});

describe('a difference is told', () => {
  test('with size and rate', () => {
    expect(nearestMode(webcam, { width: 1920, height: 1080, fps: 30 })?.differs).toBe(
      'asked for 1920x1080 at 30 fps, the camera gives 1280x720 at 30 fps',
    );
  });

  test('of the size alone when no rate is asked for', () => {
    expect(nearestMode(webcam, { width: 1920, height: 1080, fps: null })?.differs).toBe(
      'asked for 1920x1080, the camera gives 1280x720',
    );
  });

  test('of the rate alone', () => {
    expect(nearestMode(webcam, { fps: 60 })?.differs).toBe('asked for 60 fps, the camera gives 30 fps');
  });
});

const anyMode: fc.Arbitrary<V4l2Mode> = fc.record({
  fourcc: fc.constantFrom('MJPG', 'JPEG', 'YUYV', 'NV12', 'GREY', 'H264'),
  width: fc.integer({ min: 1, max: 20 }).map((n) => n * 160),
  height: fc.integer({ min: 1, max: 20 }).map((n) => n * 120),
  framesPerSecond: fc.constantFrom(5, 7.5, 15, 25, 30, 60),
});
const side = fc.option(fc.integer({ min: 16, max: 8192 }), { nil: null });
const anyRequest: fc.Arbitrary<ModeRequest> = fc.record({
  width: side,
  height: side,
  fps: fc.option(fc.constantFrom(1, 5, 10, 15, 30, 90), { nil: null }),
});
const anyChoice = fc.tuple(fc.array(anyMode, { minLength: 1, maxLength: 30 }), anyRequest);

describe('whatever a camera offers and a configuration asks for', () => {
  test('the mode does not depend on the order in which the camera names them', () => {
    fc.assert(
      fc.property(anyChoice, ([offered, request]) => {
        expect(nearestMode(offered.toReversed(), request)).toEqual(nearestMode(offered, request));
      }),
    );
  });

  test('an exact size wins, among the formats that count', () => {
    fc.assert(
      fc.property(anyChoice, fc.nat(), ([offered, request], pick) => {
        const usable = offered.filter(({ fourcc }) => !['GREY', 'H264'].includes(fourcc));
        const target = usable[pick % usable.length];
        if (!target) return;
        const { width, height } = target;
        expect(nearestMode(offered, { ...request, width, height })?.mode).toMatchObject({ width, height });
      }),
    );
  });

  test('MJPEG wins where it has the size', () => {
    fc.assert(
      fc.property(anyChoice, ([offered, request]) => {
        const found = nearestMode(offered, request)?.mode;
        if (!found || isMjpeg(found)) return;
        expect(offered.filter(isMjpeg)).not.toContainEqual(
          expect.objectContaining({ width: found.width, height: found.height }),
        );
      }),
    );
  });

  test('the rate is the lowest that is enough, else the highest', () => {
    fc.assert(
      fc.property(anyChoice, fc.constantFrom(1, 10, 30, 90), ([offered, request], fps) => {
        const found = nearestMode(offered, { ...request, fps })?.mode;
        if (!found) return;
        const rates = offered.filter((one) => sameButRate(one, found)).map((one) => one.framesPerSecond);
        const enough = rates.filter((rate) => rate >= fps);
        expect(found.framesPerSecond).toBe(enough.length > 0 ? Math.min(...enough) : Math.max(...rates));
      }),
    );
  });

  test('no picture is larger than one that already covers what was asked for', () => {
    fc.assert(
      fc.property(anyChoice, fc.integer({ min: 16, max: 3000 }), ([offered, request], width) => {
        const height = request.height ?? 480;
        const colour = offered.filter(({ fourcc }) => fourcc !== 'GREY' && fourcc !== 'H264');
        const found = nearestMode(colour, { width, height })?.mode;
        if (!found) return;
        const covering = colour.filter((one) => one.width >= width && one.height >= height);
        const larger = covering.filter((one) => found.width >= one.width && found.height >= one.height);
        for (const one of larger) expect(one).toMatchObject({ width: found.width, height: found.height });
      }),
    );
  });

  test('nothing is told where the camera gives just what was asked for', () => {
    fc.assert(
      fc.property(anyChoice, ([offered, request]) => {
        const found = nearestMode(offered, request);
        if (!found) return;
        const { width, height, framesPerSecond } = found.mode;
        expect(nearestMode(offered, { width, height, fps: framesPerSecond })).not.toHaveProperty('differs');
      }),
    );
  });
});

function isMjpeg({ fourcc }: V4l2Mode): boolean {
  return fourcc === 'MJPG' || fourcc === 'JPEG';
}

function sameButRate(a: V4l2Mode, b: V4l2Mode): boolean {
  return isMjpeg(a) === isMjpeg(b) && a.fourcc === b.fourcc && a.width === b.width && a.height === b.height;
}

function mode(fourcc: string, width: number, height: number, framesPerSecond: number): V4l2Mode {
  return { fourcc, width, height, framesPerSecond };
}

/** "MJPG 1280x720@30,15 640x480@30" for each format. */
function modes(...formats: string[]): V4l2Mode[] {
  return formats.flatMap((format) => {
    const [fourcc = '', ...sizes] = format.split(' ');
    return sizes.flatMap((size) => {
      const [, width, height, rates = ''] = /^(\d+)x(\d+)@(.*)$/.exec(size) ?? [];
      return rates.split(',').map((rate) => mode(fourcc, Number(width), Number(height), Number(rate)));
    });
  });
}
