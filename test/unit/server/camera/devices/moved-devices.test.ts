import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeviceMemory, knownDevicesFileName } from '../../../../../server/camera/devices/device-memory.ts';
import { MovedDevices } from '../../../../../server/camera/devices/moved-devices.ts';
import type { CameraState } from '../../../../../server/contract/camera-state.ts';
import type { CameraConfig } from '../../../../../server/contract/config/camera.ts';
import type { V4l2Device } from '../../../../../server/contract/device/device.ts';
import { DeviceList } from '../../../../../server/device/device-list.ts';
import type { Logger } from '../../../../../server/log/logger.ts';
import { until } from '../../../../fixtures/until.ts';

const usb = { vendorId: '046d', productId: '0825' };
const kind = { card: 'C270', usb };
const noDevice: CameraState = { kind: 'retrying', reason: 'no-device', detail: '', attempt: 1, retryAtMs: 0 };
const busy: CameraState = { ...noDevice, reason: 'busy' };
const door: CameraConfig = { id: 'door', name: 'Door', device: '/dev/v4l/by-path/gone-video-index0' };

const free = (index: number): V4l2Device => {
  const what = { bus: '', driver: '', current: {}, modes: [], controls: [] };
  return {
    index,
    path: `/dev/video${index}`,
    byPath: `/dev/v4l/by-path/new${index}-video-index0`,
    ...kind,
    ...what,
  };
};

let folder: string;
let warnings: unknown[];
const note = (...words: unknown[]) => void warnings.push(words.at(-1));
const logger = { debug: note, info: note, warn: note, error: note } as unknown as Logger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-memory-'));
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function stage() {
  const memory = await DeviceMemory.open(folder, logger);
  memory.remember(door, kind, new Set(['door']));
  await memory.written();
  let plugged: V4l2Device[] = [];
  let cameras = [door];
  const stop = new AbortController();
  const devices = new DeviceList(() => Promise.resolve(plugged), stop.signal);
  const moved = new MovedDevices({ cameras: () => cameras, devices, memory, onProblem: note });
  const changes: string[] = [];
  moved.onChange(
    (id) => changes.push(`${id} ${moved.movedTo(id)?.device.match(/new\d/)?.[0] ?? 'nothing'}`),
    stop.signal,
  );
  devices.onListed(() => moved.review(), stop.signal);
  const plug = async (...indexes: number[]) => {
    plugged = indexes.map(free);
    devices.changed();
    await devices.list();
  };
  const is = (state: CameraState, config = door) => moved.stateChanged({ config, state });
  const configure = (next: CameraConfig[]) => {
    cameras = next;
    moved.review();
  };
  const untilChanges = (...expected: string[]) =>
    until(
      `changes are ${expected.join(', ')}, not ${changes.join(', ')}`,
      () => changes.join() === expected.join(),
    );
  return { moved, plug, is, configure, untilChanges, memory };
}

describe('the news that a camera has moved', () => {
  test('is published when it is known and when it ends, and kept while the camera is tried again', async () => {
    const { plug, is, untilChanges } = await stage();
    is(noDevice);
    await plug(4);
    await untilChanges('door new4');
    is({ kind: 'starting', sinceMs: 0 });
    await plug(6);
    await untilChanges('door new4', 'door new6');
    is(noDevice);
    is({ kind: 'sleeping' });
    await untilChanges('door new4', 'door new6', 'door nothing');
  });

  test('follows what is plugged in', async () => {
    const { plug, is, untilChanges } = await stage();
    await plug(4);
    is(noDevice);
    await untilChanges('door new4');
    await plug(6);
    await untilChanges('door new4', 'door new6');
    await plug();
    await untilChanges('door new4', 'door new6', 'door nothing');
  });

  test('does not exist while a device is present but fails, nor for a device that is not V4L2', async () => {
    const { moved, plug, is, configure, untilChanges } = await stage();
    const net = { ...door, id: 'net', device: 'http://127.0.0.1/' };
    await plug(4);
    is(busy);
    is(noDevice, net);
    configure([door, net]);
    is(noDevice);
    await untilChanges('door new4');
    expect(moved.movedTo('net')).toBeNull();
    is(busy);
    await untilChanges('door new4', 'door nothing');
  });

  test('ends when the camera gets another device or is removed', async () => {
    const { plug, is, configure, untilChanges } = await stage();
    await plug(4);
    is(noDevice);
    await untilChanges('door new4');
    configure([{ ...door, device: 'test' }]);
    await untilChanges('door new4', 'door nothing');
    configure([door]);
    await untilChanges('door new4', 'door nothing', 'door new4');
    configure([]);
    await untilChanges('door new4', 'door nothing', 'door new4', 'door nothing');
  });
});

test('a device that is configured is not offered, also while it is leaving and only still listed', async () => {
  const { plug, is, configure, untilChanges } = await stage();
  const yard = { ...door, id: 'yard', device: String(free(4).byPath) };
  configure([door, yard]);
  is(noDevice);
  is(noDevice, yard);
  await plug(4, 6);
  await untilChanges('door new6');
});

describe('the memory of devices', () => {
  test('is kept over a restart, for the same device', async () => {
    await stage();
    const later = await DeviceMemory.open(folder, logger);
    expect(later.kindOf(door)).toMatchObject(kind);
    expect(later.kindOf({ ...door, device: 0 })).toBeUndefined();
    expect(readdirSync(folder)).toEqual([knownDevicesFileName]);
    expect(warnings).toEqual([]);
  });

  test('ends with its camera', async () => {
    const { memory } = await stage();
    memory.remember({ id: 'yard', device: 3 }, { card: 'Grabber' }, new Set(['yard']));
    await memory.written();
    const text = readFileSync(join(folder, knownDevicesFileName), 'utf8');
    expect(JSON.parse(text)).toEqual({ devices: [{ camera: 'yard', device: 3, card: 'Grabber' }] });
  });

  test.each(['', '{', '[]', '{"devices":[{"camera":"door"}]}', '\0'])(
    'is empty, with one warning, when the file holds %j',
    async (text) => {
      writeFileSync(join(folder, knownDevicesFileName), text);
      expect((await DeviceMemory.open(folder, logger)).kindOf(door)).toBeUndefined();
      expect(warnings).toEqual([expect.stringContaining(knownDevicesFileName)]);
    },
  );
});
