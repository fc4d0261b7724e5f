import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultEventSettings } from '../../../../../server/contract/config/event-settings.ts';
import { defaultRecordings } from '../../../../../server/contract/config/record.ts';
import {
  parseConfigBody,
  type ConfigBodyOptions,
} from '../../../../../server/contract/config/config-body.ts';
import type { ServerConfig } from '../../../../../server/contract/config/config.ts';
import { configLikeJson } from './config-arbitrary.ts';

const camera = (fields: object = {}) => ({ id: 'cam1', name: 'One', device: 0, ...fields });

function accepted(body: unknown, options?: ConfigBodyOptions): ServerConfig {
  const parsed = parseConfigBody(body, options);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.config;
}

describe('a body that is accepted', () => {
  test('has every optional field of the parent API afterwards, null where it is not set', () => {
    const config = accepted({ cameras: [camera({ fps: 15, colour: 'blue' })], unknown: 1 });
    expect(config).toEqual({
      host: '0.0.0.0',
      auth: { enabled: false, protect_streams: true, protect_status: false, username: '', password: '' },
      cameras: [
        {
          id: 'cam1',
          name: 'One',
          device: 0,
          port: 8081,
          width: null,
          height: null,
          fps: 15,
          brightness: null,
          exposure: null,
          white_balance: null,
        },
      ],
      linger_seconds: 10,
      port_mode: 'embedded',
      max_viewers: 100,
      max_picture_size: 8_192,
      default_camera: '',
      recordings: defaultRecordings(),
      events: defaultEventSettings(),
      webhooks: [],
      max_fps: 120,
      allowed_hosts: [],
      cors_origins: [],
    });
    expect(Object.keys(JSON.parse(JSON.stringify(config.cameras[0])) as object)).toHaveLength(10);
  });

  test('keeps the fields that only this server has', () => {
    const ours = {
      device: '/dev/v4l/by-path/platform-usb-0:1.2:1.0-video-index0',
      rotate: 90,
      flip: 'vertical',
      autofocus: 'manual',
      quality: 70,
      group: 'Garden',
      controls: { gain: 3, '0x009a0903': 12, backlight_compensation: true },
    };
    const config = accepted({ cameras: [camera(ours)], linger_seconds: 0, port_mode: 'nginx' });
    expect(config.cameras[0]).toMatchObject(ours);
    expect(config).toMatchObject({ linger_seconds: 0, port_mode: 'nginx' });
  });

  test.each([
    ['1', 1],
    [' 1 ', 1],
    ['1.0', 1],
    ['+1', 1],
    ['01', 1],
    [1.0, 1],
    [true, 1],
    [-0, 0],
    ['/dev/video0', '/dev/video0'],
    ['csi:1', 'csi:1'],
    [' test:Hall ', 'test:Hall'],
    ['rtsp://user:pass@cam.lan/stream', 'rtsp://user:pass@cam.lan/stream'],
  ])('reads the device %j as %j', (device, read) => {
    expect(accepted({ cameras: [camera({ device })] }).cameras[0]?.device).toBe(read);
  });

  test.each([
    ['fps', '1', 1],
    ['fps', ' 1.5 ', 1.5],
    ['fps', '1e2', 100],
    ['fps', '.5', 0.5],
    ['fps', true, 1],
    ['width', '1280', 1280],
    ['port', 8090.0, 8090],
    ['exposure', 0, 0],
    ['white_balance', 12_000, 12_000],
  ])('reads %s %j as %j', (field, value, read) => {
    expect(accepted({ cameras: [camera({ [field]: value })] }).cameras[0]).toHaveProperty(field, read);
  });

  test.each([
    [true, true],
    ['YES', true],
    ['on', true],
    [1, true],
    ['f', false],
    [0, false],
  ])('reads auth.enabled %j as %j', (enabled, read) => {
    const config = accepted({ auth: { enabled, username: 'u', password: 'p' }, cameras: [] });
    expect(config.auth).toMatchObject({ enabled: read, protect_streams: true, username: 'u', password: 'p' });
  });

  test('may have ids and names of any script, with blanks and quotes', () => {
    const id = `Küche 1 "Tür" 厨房 ; } server {`;
    expect(accepted({ cameras: [camera({ id, name: '<b>Ø</b>' })] }).cameras[0]).toMatchObject({
      id,
      name: '<b>Ø</b>',
    });
  });
});

describe('what a body leaves out', () => {
  const current = accepted({
    host: 'pi.lan',
    auth: { enabled: true, username: 'u', password: 'p', protect_streams: false },
    cameras: [camera({ id: 'a', port: 9000 }), camera({ id: 'b' })],
    linger_seconds: 60,
    port_mode: 'off',
  });

  test('does not switch auth off, nor reset the settings that only this server has', () => {
    const config = accepted({ cameras: [] }, { current });
    expect(config).toEqual({ ...current, host: '0.0.0.0', cameras: [] });
  });

  test('does not open the status pages again, nor forget the hosts and origins that are let in', () => {
    const strict = accepted({
      auth: { enabled: true, protect_status: true, username: 'u', password: 'p' },
      allowed_hosts: ['cams.home.lan'],
      cors_origins: ['https://home.lan:8123', '*'],
      max_viewers: 3,
      cameras: [],
    });
    expect(strict).toMatchObject({ auth: { protect_status: true }, max_viewers: 3 });
    const old = { auth: { enabled: true, username: 'u', password: 'p' }, cameras: [] };
    expect(accepted(old, { current: strict })).toEqual(strict);
  });

  test('is the default without a current configuration', () => {
    expect(accepted({ cameras: [] })).toMatchObject({ auth: { enabled: false }, linger_seconds: 10 });
  });

  test('leaves a camera the port it had', () => {
    const config = accepted(
      { cameras: [camera({ id: 'c' }), camera({ id: 'b' }), camera({ id: 'a' })] },
      { current },
    );
    expect(config.cameras.map(({ id, port }) => [id, port])).toEqual([
      ['c', 8081],
      ['b', 9001],
      ['a', 9000],
    ]);
  });
});

test('any JSON at all is answered, and what is accepted is accepted again unchanged', () => {
  let acceptedCount = 0;
  fc.assert(
    fc.property(configLikeJson, (json) => {
      const parsed = parseConfigBody(JSON.parse(JSON.stringify(json)));
      if (!parsed.ok) return;
      acceptedCount++;
      const again = accepted(JSON.parse(JSON.stringify(parsed.config)));
      expect(JSON.stringify(again)).toBe(JSON.stringify(parsed.config));
    }),
    { numRuns: 2_000 },
  );
  expect(acceptedCount).toBeGreaterThan(100);
});
