import { describe, expect, test } from 'vitest';
import { cameraSchema } from '../../../server/contract/config/camera.ts';
import { environmentCamera, recordOptions } from '../../../server/environment-camera.ts';
import { UsageError } from '../../../server/server-options.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import type { AskedServer } from '../../fixtures/asked-server.ts';
import { ServerHere } from '../../fixtures/server-here.ts';

describe('the camera of the environment', () => {
  test('is not there where nothing describes one', () => {
    expect(environmentCamera({})).toBeUndefined();
    expect(
      environmentCamera({ PICAM_VIDEO_SIZE: '', CAMERA_ENABLED: '1', RECORD_FILE_PREFIX: 'a' }),
    ).toBeUndefined();
  });

  test('has the published defaults beside the one value that is set', () => {
    const made = environmentCamera({ PICAM_AF_MODE: 'Auto' });
    expect(made).toEqual({
      camera: {
        id: 'camera',
        name: 'Camera',
        device: 'csi:0',
        width: 1536,
        height: 864,
        fps: 20,
        rotate: 270,
        autofocus: 'auto',
        quality: 85,
      },
      notices: [],
    });
    expect(cameraSchema.safeParse(made?.camera).success).toBe(true);
  });

  test.each([
    [{ PICAM_VIDEO_SIZE: '640x480' }, { width: 640, height: 480, fps: 20 }],
    [{ PICAM_VIDEO_SIZE: ' 640, 480 ' }, { width: 640, height: 480 }],
    [{ PICAM_FRAME_RATE: '30' }, { fps: 30 }],
    [{ TARGET_STREAM_FPS: '8' }, { fps: 8 }],
    [{ PICAM_FRAME_RATE: '30', TARGET_STREAM_FPS: '8' }, { fps: 8 }],
    [{ PICAM_FRAME_RATE: '5', TARGET_STREAM_FPS: '8' }, { fps: 5 }],
    [{ ROTATE_STREAM_90: 'no' }, { rotate: 0 }],
    [{ ROTATE_STREAM_90: 'off', ROTATE_STREAM_180: 'TRUE' }, { rotate: 180 }],
    [{ ROTATE_STREAM_180: '1' }, { rotate: 270 }],
    [{ STREAM_JPEG_QUALITY: '60' }, { quality: 60 }],
  ])('reads %j', (env, expected) => {
    expect(environmentCamera(env)?.camera).toMatchObject(expected);
  });

  test('says which variables change nothing', () => {
    const env = {
      PICAM_STILL_SIZE: '640x480',
      PICAM_AF_RANGE: 'Macro',
      PICAM_AF_SPEED: 'Fast',
      PICAM_COLOR_SPACE: 'BGR',
      STREAM_ENABLE_SHARPEN: 'true',
      ROTATE_STREAM_180: 'true',
    };
    const { notices = [] } = environmentCamera(env) ?? {};
    expect(notices).toHaveLength(6);
    for (const name of Object.keys(env)) expect(notices.join(' ')).toContain(name);
    expect(environmentCamera({ STREAM_ENABLE_SHARPEN: 'false' })?.notices).toEqual([]);
  });

  test.each([
    ['PICAM_VIDEO_SIZE', 'big'],
    ['PICAM_VIDEO_SIZE', '640'],
    ['PICAM_VIDEO_SIZE', '640x9999'],
    ['PICAM_STILL_SIZE', '0x0'],
    ['PICAM_FRAME_RATE', '0'],
    ['TARGET_STREAM_FPS', '-1'],
    ['PICAM_AF_MODE', 'sharp'],
    ['PICAM_AF_RANGE', 'far'],
    ['PICAM_AF_SPEED', 'slow'],
    ['PICAM_COLOR_SPACE', 'CMYK'],
    ['ROTATE_STREAM_90', 'left'],
    ['ROTATE_STREAM_180', '2'],
    ['STREAM_JPEG_QUALITY', '101'],
    ['STREAM_ENABLE_SHARPEN', 'a bit'],
  ])('is refused with the name of the variable: %s=%s', (name, text) => {
    expect(() => environmentCamera({ [name]: text })).toThrow(UsageError);
    expect(() => environmentCamera({ [name]: text })).toThrow(name);
  });
});

describe('recordings by the environment', () => {
  test('have a prefix, a folder and a rate', () => {
    expect(recordOptions({})).toEqual({
      outputFolder: undefined,
      filePrefix: 'capture',
      framesPerSecond: undefined,
    });
    const env = { RECORD_OUTPUT_DIR: '/mnt/disk', RECORD_FILE_PREFIX: 'front door', TARGET_STREAM_FPS: '8' };
    expect(recordOptions(env)).toEqual({
      outputFolder: '/mnt/disk',
      filePrefix: 'front door',
      framesPerSecond: 8,
    });
  });

  test.each(['../x', 'a/b', '.hidden', 'a'.repeat(65), 'a\0'])('refuses the prefix %j', (prefix) => {
    expect(() => recordOptions({ RECORD_FILE_PREFIX: prefix })).toThrow('RECORD_FILE_PREFIX');
  });
});

describe('a server whose environment describes a camera', () => {
  const env = { PICAM_VIDEO_SIZE: '640x480', CAMERA_ENABLED: '0', ROTATE_STREAM_180: 'yes' };
  const camerasOf = async (server: AskedServer) => (await server.health()).cameras.map(({ id }) => id);

  test.each([undefined, { cameras: [] }])('begins with it where cameras.json is %j', async (config) => {
    await using server = await TestServer.start({ env, ...(config ? { config } : {}) });
    expect(await camerasOf(server)).toEqual(['camera']);
    const shown = (await (await server.fetch('/api/cameras/camera')).json()) as object;
    expect(shown).toMatchObject({ device: 'csi:0', width: 640, height: 480, rotate: 270 });
    expect(server.output).toContain('ROTATE_STREAM_180');
  });

  test('leaves configured cameras and a broken file alone', async () => {
    const own = { cameras: [{ id: 'hall', name: 'Hall', device: 'test' }] };
    await using server = await ServerHere.start({ env, config: own });
    expect(await camerasOf(server)).toEqual(['hall']);
    await using broken = await ServerHere.start({ env, config: '{ "cameras": [' });
    expect(await camerasOf(broken)).toEqual([]);
  });

  test('does not start with a wrong value', async () => {
    await expect(TestServer.start({ env: { PICAM_VIDEO_SIZE: 'big' } })).rejects.toThrow('PICAM_VIDEO_SIZE');
  });
});
