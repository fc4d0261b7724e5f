import { Router } from 'express';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { withoutSecrets, withSecrets } from '../../../config/secrets.ts';
import { parseConfigBody } from '../../../contract/config/config-body.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';
import { jsonBody } from '../../message/json-body.ts';
import { editConfig, sendConfig, unknownCamera } from '../config-edit.ts';

export interface CameraParts {
  cameras: Supervisor;
  store: ConfigStore;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
}

/** `/api/cameras`: the whole configuration; and the restart of a camera. */
export function cameraRoutes({ cameras, store, reservedPorts }: CameraParts): Router {
  const router = Router();

  router.get('/api/cameras', (request, response) => {
    sendConfig(request, response, store.current, withoutSecrets(store.current));
  });

  router.post('/api/cameras', jsonBody, async (request, response) => {
    const body: unknown = request.body;
    const { config } = await editConfig(store, request, response, (current) =>
      parseConfigBody(withSecrets(body, current), { current, reservedPorts }),
    );
    response.json({ status: 'ok', cameras: withoutSecrets(config) });
  });

  router.post('/api/cameras/:id/restart', (request, response) => {
    const camera = cameras.camera(request.params.id);
    if (!camera) throw unknownCamera();
    camera.restart();
    response.json({ status: 'restarting' });
  });

  router.all('/api/cameras', methodNotAllowed('GET, HEAD, POST'));
  router.all('/api/cameras/:id/restart', methodNotAllowed('POST'));
  return router;
}
