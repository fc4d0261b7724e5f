import { Router } from 'express';
import type { MovedDevices } from '../../../camera/devices/moved-devices.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { cameraWithoutSecrets } from '../../../config/secrets.ts';
import { parseCameraPatch } from '../../../contract/config/camera-body.ts';
import type { CameraConfig } from '../../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import { identifyBodySchema, reassignBodySchema } from '../../../contract/device/camera-device.ts';
import type { DeviceLights } from '../../../device/controls/device-lights.ts';
import type { EventFeed } from '../../../event/event-feed.ts';
import { ApiError } from '../../message/api-error.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';
import { smallJsonBody } from '../../message/json-body.ts';
import { parseBody } from '../../message/request-body.ts';
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

const identifyPath = '/api/cameras/:id/identify';
const reassignPath = '/api/cameras/:id/reassign';

/** Which device a camera is, and which it shall be. */
export function cameraDeviceRoutes({
  store,
  events,
  moved,
  lights,
  reservedPorts,
}: CameraDeviceParts): Router {
  const router = Router();

  router.post(identifyPath, smallJsonBody, async (request, response) => {
    const { id, device } = findCamera(store.current, request.params.id);
    const forMs = Math.round(parseBody(identifyBodySchema, request.body).for_seconds * 1_000);
    events.publish({ type: 'identify', id, forMs });
    const mayHaveLight = parseDeviceAddress(device)?.kind === 'v4l2';
    response.json({ status: 'identifying', led: mayHaveLight && (await lights.flash(device, forMs)) });
  });

  router.post(reassignPath, smallJsonBody, async (request, response) => {
    const { id } = request.params;
    const asked = parseBody(reassignBodySchema, request.body).device;
    const { config } = await editConfig(store, request, response, (current) => {
      findCamera(current, id);
      const device = asked ?? movedDevice(moved, id, current.cameras);
      return parseCameraPatch({ device }, { id, current, reservedPorts });
    });
    response.json({ status: 'ok', camera: cameraWithoutSecrets(findCamera(config, id)) });
  });

  router.all([identifyPath, reassignPath], methodNotAllowed('POST'));
  return router;
}

/** What /health says as `moved_to`, unless another camera has taken it meanwhile. */
function movedDevice(moved: MovedDevices, id: string, cameras: readonly CameraConfig[]): string {
  const device = moved.movedTo(id)?.device;
  if (device !== undefined && !cameras.some((camera) => camera.device === device)) return device;
  throw new ApiError(
    409,
    'nothing-to-reassign',
    `Camera '${id}' has its device, or nothing of the same kind is free. Say which one to take: {"device": …}.`,
  );
}
