import { Router } from 'express';
import type { ConfigStore } from '../../config/config-store.ts';
import { withoutSecrets } from '../../config/secrets.ts';
import { parseSettingsPatch, settingsOf } from '../../contract/config/settings-body.ts';
import { methodNotAllowed } from '../message/error-handler.ts';
import { jsonBody } from '../message/json-body.ts';
import { editConfig, sendConfig } from './config-edit.ts';

/** `/api/settings`: the configuration without the cameras. */
export function settingsRoutes({ store }: { store: ConfigStore }): Router {
  const router = Router();

  router.get('/api/settings', (request, response) => {
    sendConfig(request, response, store.current, settingsOf(withoutSecrets(store.current)));
  });

  router.patch('/api/settings', jsonBody, async (request, response) => {
    const body: unknown = request.body;
    const { config } = await editConfig(store, request, response, (current) =>
      parseSettingsPatch(body, current),
    );
    response.json(settingsOf(withoutSecrets(config)));
  });

  router.all('/api/settings', methodNotAllowed('GET, HEAD, PATCH'));
  return router;
}
