import { resolve } from 'node:path';
import { z } from 'zod';
import { v4l2DeviceSchema, type V4l2Device } from '../../../../server/contract/device/device.ts';
import type { ControlWrite } from '../../../../server/device/controls/v4l2-controls.ts';
import { deviceKindSchema, type DeviceKind } from '../../../../server/device/identity/device-kind.ts';
import type { FakeCameras } from '../../../fixtures/fakecam.ts';

const script = resolve(import.meta.dirname, '../../../fixtures/device-call.ts');

/** listV4l2Devices in a process that sees the fake cameras. */
export function list(cameras: FakeCameras): { devices: V4l2Device[]; problems: string[] } {
  const schema = z.object({ devices: z.array(v4l2DeviceSchema), problems: z.array(z.string()) });
  return schema.parse(call(cameras, 'list'));
}

/** describeV4l2Device likewise, for each of the devices; an error is returned as its code. */
export function describeDevices(cameras: FakeCameras, ...devices: string[]): (V4l2Device | string)[] {
  return answers(z.object({ device: v4l2DeviceSchema }), cameras, 'describe', devices).map((answer) =>
    'device' in answer ? answer.device : answer.code,
  );
}

/** deviceNode likewise. */
export function nodes(cameras: FakeCameras, ...devices: string[]): string[] {
  return answers(z.object({ node: z.string() }), cameras, 'node', devices).map((answer) =>
    'node' in answer ? answer.node : answer.code,
  );
}

/** deviceKind likewise. */
export function kinds(cameras: FakeCameras, ...devices: string[]): (DeviceKind | string)[] {
  return answers(z.object({ kind: deviceKindSchema }), cameras, 'kind', devices).map((answer) =>
    'kind' in answer ? answer.kind : answer.code,
  );
}

/** applyControls likewise. */
export function apply(cameras: FakeCameras, path: string, writes: ControlWrite[]): string[] {
  const schema = z.object({ refusals: z.array(z.string()) });
  return schema.parse(call(cameras, 'apply', path, JSON.stringify(writes))).refusals;
}

/** Of all devices in one process: to start it takes most of the time. */
function answers<T extends z.ZodType>(schema: T, cameras: FakeCameras, what: string, devices: string[]) {
  return z.array(z.union([schema, z.object({ code: z.string() })])).parse(call(cameras, what, ...devices));
}

function call(cameras: FakeCameras, ...args: string[]): unknown {
  return JSON.parse(cameras.run(process.execPath, script, ...args));
}
