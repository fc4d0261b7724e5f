import type { z } from 'zod';
import { camerasByNode } from '../../../camera/devices/configured-devices.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import {
  deviceListingSchema,
  deviceQuerySchema,
  devicesPath,
  type DeviceUser,
  type ListedDevice,
} from '../../../contract/device/device-listing.ts';
import type { CsiList } from '../../../device/csi/csi-list.ts';
import type { DeviceList, DeviceListing } from '../../../device/device-list.ts';
import { deviceUsers } from '../../../device/device-users.ts';
import { parseQuery } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { listedCsiCamera, listedDevice } from './listed-device.ts';

export interface DeviceParts {
  cameras: Supervisor;
  store: ConfigStore;
  devices: DeviceList;
  csiCameras: CsiList;
  /** For a machine without any video device: whether numbers are tried, and how many, unless a request says so. */
  deviceProbe: { max: number; whenNoDevices: boolean };
}

/** `/api/devices`: the devices that can be configured as cameras. */
export function deviceOperations(parts: DeviceParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: devicesPath,
      guard: 'admin',
      noStore: true,
      group: 'Devices',
      summary: 'The cameras this machine has, with formats, controls, and who uses them',
      query: deviceQuerySchema,
      answers: { 200: { description: 'V4L2 and CSI cameras', schema: deviceListingSchema } },
      async handle(request, response) {
        const { max, probe_missing: probe } = parseQuery(deviceQuerySchema, request.query);
        response.json(await listing(parts, max, probe));
      },
    }),
  ];
}

async function listing(
  parts: DeviceParts,
  max = Infinity,
  probeMissing = parts.deviceProbe.whenNoDevices,
): Promise<z.infer<typeof deviceListingSchema>> {
  const configured = parts.store.current.cameras;
  const [found, csi] = await Promise.all([findDevices(parts, max, probeMissing), parts.csiCameras.list()]);
  const devices = found.devices.filter(({ index }) => index < max);
  const [users, byNode] = await Promise.all([
    deviceUsers(new Set(devices.map(({ path }) => path))),
    camerasByNode(configured),
  ]);
  const csiUsers = (index: number) =>
    configured.filter(({ device }) => {
      const address = parseDeviceAddress(device);
      return address?.kind === 'csi' && address.index === index;
    });
  return {
    devices: devices.map((device) => {
      const use = { users: users.get(device.path) ?? [], cameras: byNode.get(device.path) ?? [] };
      return listedDevice(device, { ...use, busy: busyWith(parts.cameras, use) });
    }),
    csi_cameras: csi.cameras.map((camera) =>
      listedCsiCamera(
        camera,
        csiUsers(camera.index).map(({ id }) => id),
      ),
    ),
    problems: [...found.problems, ...csi.problems],
  };
}

async function findDevices(
  { devices, deviceProbe }: DeviceParts,
  max: number,
  probeMissing: boolean,
): Promise<DeviceListing> {
  const found = await devices.list();
  const nothingThere = found.devices.length === 0 && found.problems.length === 0;
  if (!nothingThere || !probeMissing) return found;
  return devices.probe(Number.isFinite(max) ? max : deviceProbe.max);
}

/** The kernel tells which processes have a device open, not which one reads it. This server knows its own captures. */
function busyWith(
  cameras: Supervisor,
  use: { users: DeviceUser[]; cameras: string[] },
): ListedDevice['busy'] {
  const states = use.cameras.flatMap((id) => cameras.camera(id)?.state ?? []);
  if (states.some(({ kind }) => kind === 'live') || use.users.some(({ ours }) => ours)) return 'ours';
  if (use.users.length > 0) return 'other';
  return states.some((state) => state.kind === 'retrying' && state.reason === 'busy') ? 'unknown' : null;
}
