import { Router, type Request } from 'express';
import type { MovedDevices } from '../camera/moved-devices.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { cameraWithoutSecrets } from '../config/secrets.ts';
import type { CameraConfig } from '../contract/camera.ts';
import { identifyBodySchema, reassignBodySchema } from '../contract/camera-device.ts';
import { checkCamera } from '../contract/config-rules.ts';
import { parseDeviceAddress } from '../contract/device-address.ts';
import type { DeviceLights } from '../device/device-lights.ts';
import type { EventFeed } from '../event/event-feed.ts';
import { ApiError } from './api-error.ts';
import { editConfig, unknownCamera } from './config-edit.ts';
import { methodNotAllowed } from './error-handler.ts';
import { smallJsonBody } from './json-body.ts';
import { parseBody } from './request-body.ts';

export interface CameraDeviceParts {
  store: ConfigStore;
  events: EventFeed;
  moved: MovedDevices;
  lights: DeviceLights;
}

const identifyPath = '/api/cameras/:id/identify';
const reassignPath = '/api/cameras/:id/reassign';

/** Which device a camera is, and which it shall be. */
export function cameraDeviceRoutes({ store, events, moved, lights }: CameraDeviceParts): Router {
  const router = Router();

  router.post(identifyPath, smallJsonBody, async (request, response) => {
    const { id, device } = findCamera(store.current.cameras, request);
    const forMs = Math.round(parseBody(identifyBodySchema, request.body).for_seconds * 1_000);
    events.publish({ type: 'identify', id, forMs });
    const mayHaveLight = parseDeviceAddress(device)?.kind === 'v4l2';
    response.json({ status: 'identifying', led: mayHaveLight && (await lights.flash(device, forMs)) });
  });

  router.post(reassignPath, smallJsonBody, async (request, response) => {
    const asked = parseBody(reassignBodySchema, request.body).device;
    const { config } = await editConfig(store, request, response, ({ cameras, ...settings }) => {
      const before = findCamera(cameras, request);
      const camera = reassigned(before, asked ?? movedDevice(moved, before.id, cameras));
      return {
        ok: true,
        config: { ...settings, cameras: cameras.map((one) => (one === before ? camera : one)) },
      };
    });
    response.json({ status: 'ok', camera: cameraWithoutSecrets(findCamera(config.cameras, request)) });
  });

  router.all([identifyPath, reassignPath], methodNotAllowed('POST'));
  return router;
}

function findCamera(cameras: readonly CameraConfig[], request: Request): CameraConfig {
  const camera = cameras.find(({ id }) => id === request.params['id']);
  if (!camera) throw unknownCamera();
  return camera;
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

function reassigned(before: CameraConfig, device: number | string): CameraConfig {
  const after: CameraConfig = { ...before, device };
  const checked = checkCamera(after);
  if (checked.ok) return checked.value;
  throw new ApiError(400, 'bad-config', checked.broken.map(({ message }) => message).join('; '));
}
