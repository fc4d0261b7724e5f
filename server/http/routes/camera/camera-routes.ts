import type { Request } from 'express';
import { z } from 'zod';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { Door } from '../../../access/door.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { withoutSecrets, withSecrets } from '../../../config/secrets.ts';
import {
  originsQuery,
  parseOrigins,
  parseReplaced,
  renamesOf,
  replacedQuery,
  type CameraOrigins,
  type ReplacedIds,
} from '../../../contract/config/camera-origins.ts';
import { parseConfigBody } from '../../../contract/config/config-body.ts';
import { configSchema, type ServerConfig } from '../../../contract/config/config.ts';
import { ApiError } from '../../message/api-error.ts';
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
      description:
        `${description} \`${originsQuery}\` names the cameras that are the same under another id, ` +
        `\`${replacedQuery}\` those that are not the same under an id that was there.`,
      query: z.object({
        [originsQuery]: z
          .string()
          .optional()
          .describe(
            'JSON: new id to the id before. A renamed camera keeps its links and its places on walls, and a copy its login',
          ),
        [replacedQuery]: z
          .string()
          .optional()
          .describe(
            'JSON: list of ids. Their cameras are deleted with their links, and new ones have the ids. A copy under the id of another camera need not be named',
          ),
      }),
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
      errors: [400, 412, 415, 422],
      async handle(request, response) {
        const body: unknown = request.body;
        const origins = jsonIn(request, originsQuery, parseOrigins, 'object') ?? new Map<string, string>();
        const replaced = jsonIn(request, replacedQuery, parseReplaced, 'list') ?? new Set<string>();
        const edit = (current: Readonly<ServerConfig>) => {
          const parsed = parseConfigBody(withSecrets(body, current, origins), { current, reservedPorts });
          return parsed.ok
            ? { ...parsed, config: withDefaultCamera(parsed.config, current, { origins, replaced }) }
            : parsed;
        };
        const options = { door, origins, replaced };
        const { config } = await editConfig(store, request, response, edit, options);
        response.json({ status: 'ok', cameras: withoutSecrets(config) });
      },
    }),
  ];
}

/** The value of a query field; undefined without the field. @throws ApiError 422 */
function jsonIn<T>(
  { query }: Pick<Request, 'query'>,
  field: string,
  parse: (text: string) => T | undefined,
  kind: 'object' | 'list',
): T | undefined {
  const text = query[field];
  if (text === undefined) return undefined;
  const value = typeof text === 'string' ? parse(text) : undefined;
  if (value !== undefined) return value;
  const msg = `Input should be a JSON ${kind} with ids of cameras`;
  throw new ApiError(422, 'bad-query', [{ type: 'json_invalid', loc: ['query', field], msg }]);
}

/** A default camera that was renamed stays the default camera, unless the body names another one. */
function withDefaultCamera(
  config: ServerConfig,
  { default_camera: before }: Readonly<ServerConfig>,
  { origins, replaced }: { origins: CameraOrigins; replaced: ReplacedIds },
): ServerConfig {
  if (config.default_camera !== before) return config;
  const renames = renamesOf(
    origins,
    replaced,
    config.cameras.map(({ id }) => id),
  );
  return { ...config, default_camera: renames.get(before) ?? before };
}
