import { describe, expect, test } from 'vitest';
import {
  byFormat,
  sensorSizes,
  sizeChoices,
  sizeText,
} from '../../../../../renderer/settings/camera/mode-choice.ts';
import { nearestMode } from '../../../../../server/device/nearest-mode.ts';

const mode = (format: string, width: number, height: number, ...fps: number[]) => ({
  format,
  width,
  height,
  fps,
});
const webcam = [
  mode('YUYV', 640, 480, 30, 15),
  mode('YUYV', 1_600, 1_200, 5),
  mode('MJPG', 640, 480, 15, 30, 30),
  mode('MJPG', 1_280, 720, 30),
  mode('H264', 1_920, 1_080, 30),
];

describe('the sizes to choose from', () => {
  test('are each there once, MJPEG first and large ones first', () => {
    expect(sizeChoices(webcam).map((choice) => `${choice.format} ${sizeText(choice)}`)).toEqual([
      'MJPG 1280 × 720 · up to 30 fps',
      'MJPG 640 × 480 · up to 30 fps',
      'YUYV 1600 × 1200 · up to 5 fps',
    ]);
  });

  test('say which of them cost CPU', () => {
    expect(byFormat(sizeChoices(webcam)).map(({ heading }) => heading)).toEqual([
      'MJPEG: the server passes it on unchanged',
      'YUYV: the server encodes it, which costs CPU time',
    ]);
    expect(sizeChoices(webcam).map(({ encoded }) => encoded)).toEqual([false, false, true]);
  });

  test('have their rates, the highest first', () => {
    expect(sizeChoices(webcam)[1]?.rates).toEqual([30, 15]);
  });

  test('are what the server takes when one is asked for', () => {
    const modes = webcam.flatMap(({ format: fourcc, width, height, fps }) =>
      fps.map((framesPerSecond) => ({ fourcc, width, height, framesPerSecond })),
    );
    for (const { widthPx: width, heightPx: height, format, rates } of sizeChoices(webcam)) {
      for (const fps of rates) {
        expect(nearestMode(modes, { width, height, fps })).toEqual({
          mode: { fourcc: format, width, height, framesPerSecond: fps },
        });
      }
    }
  });

  test('are those of the sensor for a CSI camera, also where it does not tell its rates', () => {
    const csi = [
      { format: 'SRGGB10_CSI2P', width: 640, height: 480, fps: 103.33 },
      { format: 'SRGGB10_CSI2P', width: 2_592, height: 1_944, fps: null },
      { format: 'SRGGB8', width: 640, height: 480, fps: 58.92 },
    ];
    expect(sensorSizes(csi).map(sizeText)).toEqual(['2592 × 1944', '640 × 480 · up to 103.33 fps']);
  });
});
