import express, { Router } from 'express';
import type { Supervisor } from '../camera/supervisor.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { withoutSecrets, withSecrets } from '../config/secrets.ts';
import { parseConfigBody } from '../contract/config-body.ts';
import { ApiError } from './api-error.ts';
import { methodNotAllowed } from './error-handler.ts';

export interface CameraParts {
  cameras: Supervisor;
  store: ConfigStore;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
}

const maxBodyBytes = 1024 * 1024;

/** `/api/cameras`: the configuration and what can be done with a camera. */
export function cameraRoutes({ cameras, store, reservedPorts }: CameraParts): Router {
  const router = Router();

  router.get('/api/cameras', (_request, response) => {
    response.json(withoutSecrets(store.current));
  });

  router.post(
    '/api/cameras',
    express.json({ limit: maxBodyBytes, strict: false }),
    async (request, response) => {
      const body: unknown = request.body;
      const changed = await store.change((current) =>
        parseConfigBody(withSecrets(body, current), { current, reservedPorts }),
      );
      if (!changed.ok) throw refusal(changed);
      response.json({ status: 'ok', cameras: withoutSecrets(changed.config) });
    },
  );

  router.delete('/api/cameras/:id', async (request, response) => {
    const { id } = request.params;
    const changed = await store.change((current) =>
      current.cameras.some((camera) => camera.id === id)
        ? { ok: true, config: { ...current, cameras: current.cameras.filter((camera) => camera.id !== id) } }
        : { ok: false as const },
    );
    if (!changed.ok) throw notConfigured();
    response.json({ status: 'deleted', cameras: withoutSecrets(changed.config).cameras });
  });

  router.post('/api/cameras/:id/restart', (request, response) => {
    const camera = cameras.camera(request.params.id);
    if (!camera) throw notConfigured();
    camera.restart();
    response.json({ status: 'restarting' });
  });

  router.all('/api/cameras', methodNotAllowed('GET, HEAD, POST'));
  router.all('/api/cameras/:id', methodNotAllowed('DELETE'));
  router.all('/api/cameras/:id/restart', methodNotAllowed('POST'));
  return router;
}

function refusal(refused: Extract<ReturnType<typeof parseConfigBody>, { ok: false }>): ApiError {
  switch (refused.kind) {
    case 'shape':
      return new ApiError(422, 'bad-shape', refused.issues);
    case 'rules':
      return new ApiError(400, 'bad-config', refused.messages.join('; '));
    default:
      return refused satisfies never;
  }
}

function notConfigured(): ApiError {
  return new ApiError(404, 'unknown-camera', 'Camera not configured');
}
