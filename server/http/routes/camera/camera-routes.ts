import { z } from 'zod';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { Door } from '../../../access/door.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { withoutSecrets, withSecrets } from '../../../config/secrets.ts';
import { parseConfigBody } from '../../../contract/config/config-body.ts';
import { configSchema, type ServerConfig } from '../../../contract/config/config.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { editConfig, sendConfig } from '../config-edit.ts';

/** The parts that the operations of configured cameras need. */
export interface CameraRouteParts {
  cameras: Supervisor;
  store: ConfigStore;
  /** Ports no camera may have. */
  reservedPorts: readonly number[];
}

const path = '/api/cameras';
const description = 'ETag and If-Match keep two editors from overwriting each other.';

/** `/api/cameras`: the whole configuration. */
export function cameraListOperations({
  store,
  door,
  reservedPorts,
}: CameraRouteParts & { door: Door }): Operation[] {
  return [
    operation({
      method: 'get',
      path,
      guard: 'admin',
      group: 'Configuration',
      summary: 'The whole configuration, without passwords',
      description,
      answers: {
        200: { description: 'As cameras.json holds it', schema: configSchema },
        304: { description: 'It is what If-None-Match names' },
      },
      handle(request, response) {
        sendConfig(request, response, store.current, withoutSecrets(store.current));
      },
    }),
    operation({
      method: 'post',
      path,
      guard: 'admin',
      group: 'Configuration',
      summary: 'Replaces host and cameras; what else is left out stays as it is',
      description,
      body: {
        schema: configSchema.partial().required({ cameras: true }),
        size: 'large',
        example: { host: '0.0.0.0', cameras: [{ id: 'door', name: 'Front door', device: '/dev/video0' }] },
      },
      answers: {
        200: {
          description: 'In use',
          schema: z.object({ status: z.literal('ok'), cameras: configSchema }),
        },
      },
      errors: [400, 412, 415],
      async handle(request, response) {
        const body: unknown = request.body;
        const edit = (current: Readonly<ServerConfig>) =>
          parseConfigBody(withSecrets(body, current), { current, reservedPorts });
        const { config } = await editConfig(store, request, response, edit, { door });
        response.json({ status: 'ok', cameras: withoutSecrets(config) });
      },
    }),
  ];
}
