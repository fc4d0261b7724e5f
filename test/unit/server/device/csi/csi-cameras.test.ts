import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { csiCameraSchema } from '../../../../../server/contract/device/device.ts';
import { listCsiCameras, parseCsiCameras } from '../../../../../server/device/csi/csi-cameras.ts';

const programs = resolve(import.meta.dirname, '../../../../fixtures/programs');

describe('the list of CSI cameras', () => {
  const path = process.env['PATH'] ?? '';
  let folder: string;
  const install = (program: string, name: string) => symlinkSync(join(programs, program), join(folder, name));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpicam-bin-'));
    process.env['PATH'] = [folder, path].join(delimiter);
  });
  afterEach(() => {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  });

  test('has what rpicam-hello says', async () => {
    install('csi-two-cameras', 'rpicam-hello');
    const cameras = await listCsiCameras();
    expect(cameras).toHaveLength(2);
    expect(cameras[0]).toEqual({
      index: 0,
      sensor: 'imx708_wide',
      width: 4608,
      height: 2592,
      path: '/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a',
      modes: [
        { format: 'SRGGB10_CSI2P', width: 1536, height: 864, framesPerSecond: 120.13 },
        { format: 'SRGGB10_CSI2P', width: 2304, height: 1296, framesPerSecond: 56.03 },
        { format: 'SRGGB10_CSI2P', width: 4608, height: 2592, framesPerSecond: 14.35 },
      ],
    });
    expect(cameras.map((camera) => csiCameraSchema.parse(camera).sensor)).toEqual(['imx708_wide', 'imx296']);
  });

  test('comes from libcamera-hello where only that is installed', async () => {
    install('csi-two-cameras', 'libcamera-hello');
    install('csi-no-cameras', 'rpicam-hello');
    expect(await listCsiCameras()).toEqual([]);
    rmSync(join(folder, 'rpicam-hello'));
    expect(await listCsiCameras()).toHaveLength(2);
  });

  test('is empty where neither is installed', async () => {
    process.env['PATH'] = folder;
    expect(await listCsiCameras()).toEqual([]);
  });

  test('is an error with what rpicam-hello says when it fails', async () => {
    install('csi-broken', 'rpicam-hello');
    await expect(listCsiCameras()).rejects.toMatchObject({
      code: 'device-error',
      message: expect.stringContaining('failed to open /dev/dma_heap/linux,cma'),
    });
  });
});

// Printed by the versions of the years 2021 to 2024, as found in threads of raspberrypi/rpicam-apps and libcamera.
describe('what the versions of rpicam-apps print', () => {
  test('is understood without rates', () => {
    const cameras = parseCsiCameras(`Available cameras
-----------------
0 : imx477 [4056x3040] (/base/soc/i2c0mux/i2c@1/imx477@1a)
    Modes: 'SRGGB10_CSI2P' : 1332x990 
           'SRGGB12_CSI2P' : 2028x1080 2028x1520 4056x3040 
`);
    expect(cameras).toMatchObject([{ sensor: 'imx477', width: 4056, height: 3040 }]);
    expect(cameras[0]?.modes).toEqual([
      { format: 'SRGGB10_CSI2P', width: 1332, height: 990 },
      { format: 'SRGGB12_CSI2P', width: 2028, height: 1080 },
      { format: 'SRGGB12_CSI2P', width: 2028, height: 1520 },
      { format: 'SRGGB12_CSI2P', width: 4056, height: 3040 },
    ]);
  });

  test('is understood with all modes of a format in one line', () => {
    const cameras = parseCsiCameras(`0 : imx477 [4056x3040] (/base/soc/i2c0mux/i2c@1/imx477@1a)
    Modes: 'SRGGB10_CSI2P' : 1332x990 (120.00 fps)
           'SRGGB12_CSI2P' : 2028x1080 (50.00 fps), 2028x1520 (40.00 fps), 4056x3040 (10.00 fps)
`);
    expect(cameras[0]?.modes.map((mode) => mode.framesPerSecond)).toEqual([120, 50, 40, 10]);
  });

  test('is understood with one mode in a line and several formats', () => {
    const cameras = parseCsiCameras(`0 : imx219 [3280x2464] (/base/soc/i2c0mux/i2c@1/imx219@10)
    Modes: 'SRGGB10_CSI2P' : 640x480 [206.65 fps - (1000, 752)/1280x960 crop]
                             3280x2464 [21.19 fps - (0, 0)/3280x2464 crop]
           'SRGGB8' : 640x480 [206.65 fps - (1000, 752)/1280x960 crop]
                      1640x1232 [41.85 fps - (0, 0)/3280x2464 crop]
`);
    expect(cameras[0]?.modes).toEqual([
      { format: 'SRGGB10_CSI2P', width: 640, height: 480, framesPerSecond: 206.65 },
      { format: 'SRGGB10_CSI2P', width: 3280, height: 2464, framesPerSecond: 21.19 },
      { format: 'SRGGB8', width: 640, height: 480, framesPerSecond: 206.65 },
      { format: 'SRGGB8', width: 1640, height: 1232, framesPerSecond: 41.85 },
    ]);
  });

  test('is understood from a camera that is in use, and from one that keeps its size to itself', () => {
    const cameras = parseCsiCameras(`0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx708@1a)
    Modes: 'SRGGB10_CSI2P' : 1536x864 [nan fps - (0, 0)/0x0 crop]

1 : arducam [10-bit RGGB] (/base/soc/i2c0mux/i2c@0/arducam@c)
    Modes: 'SRGGB10_CSI2P' : 1280x720 [60.00 fps - (0, 0)/0x0 crop]
                             2592x1944 [15.00 fps - (0, 0)/0x0 crop]

    Available controls for 2592x1944 SRGGB10_CSI2P mode:
`);
    expect(cameras[0]?.modes).toEqual([{ format: 'SRGGB10_CSI2P', width: 1536, height: 864 }]);
    expect(cameras[1]).toMatchObject({ sensor: 'arducam', width: 2592, height: 1944 });
    expect(cameras[1]?.modes).toHaveLength(2);
  });
});
