import { Router } from 'express';
import type { ConfigStore } from '../../../config/config-store.ts';
import { cameraWithoutSecrets, withLogin, withoutSecrets } from '../../../config/secrets.ts';
import { parseCameraBody, parseCameraPatch } from '../../../contract/config/camera-body.ts';
import type { CameraConfig } from '../../../contract/config/camera.ts';
import type { ServerConfig } from '../../../contract/config/config.ts';
import { isJsonObject } from '../../../contract/config/patch-body.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';
import { jsonBody } from '../../message/json-body.ts';
import { editConfig, sendConfig, unknownCamera } from '../config-edit.ts';
import type { CameraParts } from './camera-routes.ts';

/** `/api/cameras/{id}`: one camera, read, created or replaced, changed and deleted. */
export function singleCameraRoutes({ store, reservedPorts }: Omit<CameraParts, 'cameras'>): Router {
  const router = Router();

  router.get('/api/cameras/:id', (request, response) => {
    const camera = findCamera(store.current, request.params.id);
    sendConfig(request, response, store.current, cameraWithoutSecrets(camera));
  });

  router.put('/api/cameras/:id', jsonBody, async (request, response) => {
    const { id } = request.params;
    const body: unknown = request.body;
    let created = false;
    const { config } = await editConfig(store, request, response, (current) => {
      created = !current.cameras.some((camera) => camera.id === id);
      return parseCameraBody(filled(body, id, current), { id, current, reservedPorts });
    });
    response.status(created ? 201 : 200).json(cameraWithoutSecrets(findCamera(config, id)));
  });

  router.patch('/api/cameras/:id', jsonBody, async (request, response) => {
    const { id } = request.params;
    const body: unknown = request.body;
    const { config } = await editConfig(store, request, response, (current) =>
      parseCameraPatch(filled(body, id, current), { id, current, reservedPorts }),
    );
    response.json(cameraWithoutSecrets(findCamera(config, id)));
  });

  router.delete('/api/cameras/:id', async (request, response) => {
    const { id } = request.params;
    const { config } = await editConfig(store, request, response, (current) => without(current, id));
    response.json({ status: 'deleted', cameras: withoutSecrets(config).cameras });
  });

  router.all('/api/cameras/:id', methodNotAllowed('GET, HEAD, PUT, PATCH, DELETE'));
  return router;
}

/** @throws ApiError 404 */
export function findCamera(config: ConfigStore['current'], id: string): Readonly<CameraConfig> {
  const camera = config.cameras.find((candidate) => candidate.id === id);
  if (!camera) throw unknownCamera();
  return camera;
}

/** The body with the login of its address, where that came back as it was shown. */
function filled(body: unknown, id: string, current: Readonly<ServerConfig>): unknown {
  if (!isJsonObject(body) || !('device' in body)) return body;
  const device = withLogin({ id, device: body['device'] }, current);
  return isJsonObject(device) ? { ...body, device: device['device'] } : body;
}

function without(current: Readonly<ServerConfig>, id: string) {
  const cameras = current.cameras.filter((camera) => camera.id !== id);
  return cameras.length < current.cameras.length
    ? { ok: true as const, config: { ...current, cameras } }
    : { ok: false as const, kind: 'unknown-camera' as const };
}
