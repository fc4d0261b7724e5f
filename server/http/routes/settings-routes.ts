import type { ConfigStore } from '../../config/config-store.ts';
import { withoutSecrets } from '../../config/secrets.ts';
import { configSchema, type ServerConfig } from '../../contract/config/config.ts';
import { parseSettingsPatch, settingsOf } from '../../contract/config/settings-body.ts';
import type { Door } from '../../access/door.ts';
import { operation, type Operation } from '../operation/operation.ts';
import { editConfig, sendConfig } from './config-edit.ts';

const path = '/api/settings';
const settingsSchema = configSchema.omit({ cameras: true }).meta({ id: 'Settings' });

/** `/api/settings`: the configuration without the cameras. */
export function settingsOperations({ store, door }: { store: ConfigStore; door: Door }): Operation[] {
  return [
    operation({
      method: 'get',
      path,
      guard: 'admin',
      group: 'Configuration',
      summary: 'The configuration without the cameras',
      answers: { 200: { description: 'Without the password', schema: settingsSchema } },
      handle(request, response) {
        sendConfig(request, response, store.current, settingsOf(withoutSecrets(store.current)));
      },
    }),
    operation({
      method: 'patch',
      path,
      guard: 'admin',
      group: 'Configuration',
      summary: 'Changes the settings that are given',
      body: {
        schema: settingsSchema.partial(),
        size: 'large',
        example: { linger_seconds: 30, port_mode: 'embedded' },
      },
      answers: { 200: { description: 'The settings afterwards', schema: settingsSchema } },
      errors: [400, 412],
      async handle(request, response) {
        const body: unknown = request.body;
        const edit = (current: Readonly<ServerConfig>) => parseSettingsPatch(body, current);
        const { config } = await editConfig(store, request, response, edit, { door });
        response.json(settingsOf(withoutSecrets(config)));
      },
    }),
  ];
}
