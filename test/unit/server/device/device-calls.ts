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

/** describeV4l2Device likewise; an error is returned as its code. */
export function describeDevice(cameras: FakeCameras, device: string): V4l2Device | string {
  const answer = z
    .union([z.object({ device: v4l2DeviceSchema }), z.object({ code: z.string() })])
    .parse(call(cameras, 'describe', device));
  return 'device' in answer ? answer.device : answer.code;
}

/** deviceNode likewise. */
export function node(cameras: FakeCameras, device: string): string {
  const answer = z
    .union([z.object({ node: z.string() }), z.object({ code: z.string() })])
    .parse(call(cameras, 'node', device));
  return 'node' in answer ? answer.node : answer.code;
}

/** deviceKind likewise. */
export function kind(cameras: FakeCameras, device: string): DeviceKind | string {
  const answer = z
    .union([z.object({ kind: deviceKindSchema }), z.object({ code: z.string() })])
    .parse(call(cameras, 'kind', device));
  return 'kind' in answer ? answer.kind : answer.code;
}

/** applyControls likewise. */
export function apply(cameras: FakeCameras, path: string, writes: ControlWrite[]): string[] {
  const schema = z.object({ refusals: z.array(z.string()) });
  return schema.parse(call(cameras, 'apply', path, JSON.stringify(writes))).refusals;
}

function call(cameras: FakeCameras, ...args: string[]): unknown {
  return JSON.parse(cameras.run(process.execPath, script, ...args));
}
