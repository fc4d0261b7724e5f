import { expect, test } from 'vitest';
import { cameraHints } from '../../../../../renderer/settings/camera/camera-hints.ts';
import type { CameraConfig } from '../../../../../server/contract/config/camera.ts';

const yard: CameraConfig = { id: 'yard', name: 'Yard', device: 'test', port: 8_082 };
const hint = (field: string, fields: Partial<CameraConfig>) =>
  cameraHints(field, 0, [{ id: 'door', name: 'Door', device: 0, port: 8_081, ...fields }, yard]);

test.each([
  ['port', { port: 70_000 }, 'Has an invalid port: 70000.'],
  ['port', { port: 8_082 }, 'The camera “Yard” already has this port.'],
  ['id', { id: 'yard' }, 'The camera “Yard” already has this id.'],
  ['id', { id: '' }, 'Id is required.'],
  ['name', { name: ' ' }, 'Must have a name.'],
  ['device', { device: 'ftp://x' }, 'Type an address that begins with http://'],
  ['fps', { fps: -3 }, 'Fps must be positive when provided.'],
  ['white_balance', { white_balance: 99_999 }, 'White balance should be between 0.0 and 12000.0.'],
])('%s of %j: %s', (field, fields, text) => {
  expect(hint(field, fields)).toEqual([expect.stringContaining(text)]);
});

test('there is nothing to say about what is right, and about what is no field', () => {
  for (const field of ['id', 'name', 'device', 'port', 'fps', 'device.kind', 'constructor', ''])
    expect(hint(field, {})).toEqual([]);
  expect(hint('port', { port: null })).toEqual([]);
});
