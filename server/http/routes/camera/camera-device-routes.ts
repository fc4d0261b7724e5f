import type { MovedDevices } from '../../../camera/devices/moved-devices.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { cameraWithoutSecrets } from '../../../config/secrets.ts';
import { parseCameraPatch } from '../../../contract/config/camera-body.ts';
import type { CameraConfig } from '../../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import {
  identifyAnswerSchema,
  identifyBodySchema,
  reassignAnswerSchema,
  reassignBodySchema,
} from '../../../contract/device/camera-device.ts';
import type { DeviceLights } from '../../../device/controls/device-lights.ts';
import type { EventFeed } from '../../../event/event-feed.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { editConfig } from '../config-edit.ts';
import { findCamera } from './single-camera-routes.ts';

export interface CameraDeviceParts {
  store: ConfigStore;
  events: EventFeed;
  moved: MovedDevices;
  lights: DeviceLights;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
}

const ofCamera = { guard: 'admin', group: 'Cameras' } as const;

/** Shows which device a camera is, and gives it another one. */
export function cameraDeviceOperations({
  store,
  events,
  moved,
  lights,
  reservedPorts,
}: CameraDeviceParts): Operation[] {
  return [
    operation({
      ...ofCamera,
      method: 'post',
      path: '/api/cameras/{id}/identify',
      summary: 'Shows which camera this is: its tile flashes, and its light where it has one',
      body: { schema: identifyBodySchema, size: 'small', example: { for_seconds: 5 } },
      answers: { 200: { description: 'It flashes', schema: identifyAnswerSchema } },
      errors: [404],
      async handle(request, response) {
        const { id, device } = findCamera(store.current, request.params.id);
        const forMs = Math.round(parseBody(identifyBodySchema, request.body).for_seconds * 1_000);
        events.publish({ type: 'identify', id, forMs });
        const mayHaveLight = parseDeviceAddress(device)?.kind === 'v4l2';
        response.json({ status: 'identifying', led: mayHaveLight && (await lights.flash(device, forMs)) });
      },
    }),
    operation({
      ...ofCamera,
      method: 'post',
      path: '/api/cameras/{id}/reassign',
      summary: 'Gives the camera another device; without a body the one /health says it moved to',
      body: { schema: reassignBodySchema, size: 'small', example: { device: '/dev/video2' } },
      answers: { 200: { description: 'In use', schema: reassignAnswerSchema } },
      errors: [400, 404, 409, 412],
      async handle(request, response) {
        const { id } = request.params;
        const asked = parseBody(reassignBodySchema, request.body).device;
        const { config } = await editConfig(store, request, response, (current) => {
          findCamera(current, id);
          const device = asked ?? movedDevice(moved, id, current.cameras);
          return parseCameraPatch({ device }, { id, current, reservedPorts });
        });
        response.json({ status: 'ok', camera: cameraWithoutSecrets(findCamera(config, id)) });
      },
    }),
  ];
}

/** The device that /health shows as `moved_to`. @throws ApiError 409 when there is none that no camera uses */
function movedDevice(moved: MovedDevices, id: string, cameras: readonly CameraConfig[]): string {
  const device = moved.movedTo(id)?.device;
  if (device !== undefined && !cameras.some((camera) => camera.device === device)) return device;
  throw new ApiError(
    409,
    'nothing-to-reassign',
    `Camera '${id}' has its device, or nothing of the same kind is free. Say which one to take: {"device": …}.`,
  );
}
