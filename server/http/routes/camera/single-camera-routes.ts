import { z } from 'zod';
import type { ConfigStore } from '../../../config/config-store.ts';
import { cameraWithoutSecrets, withLogin, withoutSecrets } from '../../../config/secrets.ts';
import { parseCameraBody, parseCameraPatch } from '../../../contract/config/camera-body.ts';
import { cameraSchema, type CameraConfig } from '../../../contract/config/camera.ts';
import type { ServerConfig } from '../../../contract/config/config.ts';
import { isJsonObject } from '../../../contract/config/patch-body.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { editConfig, sendConfig, unknownCamera } from '../config-edit.ts';
import type { CameraRouteParts } from './camera-routes.ts';

const path = '/api/cameras/{id}';
const answer = { description: 'The camera, without passwords', schema: cameraSchema };
const fields = cameraSchema.omit({ id: true });
const ofCamera = { guard: 'admin', group: 'Cameras' } as const;

/** `/api/cameras/{id}`: one camera, read, created or replaced, changed, deleted and restarted. */
export function singleCameraOperations({ cameras, store, reservedPorts }: CameraRouteParts): Operation[] {
  return [
    operation({
      ...ofCamera,
      method: 'get',
      path,
      summary: 'One camera as it is configured',
      answers: { 200: answer },
      errors: [404],
      handle(request, response) {
        const camera = findCamera(store.current, request.params.id);
        sendConfig(request, response, store.current, cameraWithoutSecrets(camera));
      },
    }),
    operation({
      ...ofCamera,
      method: 'put',
      path,
      summary: 'Adds a camera, or replaces one',
      body: {
        schema: fields,
        size: 'large',
        example: { name: 'Front door', device: '/dev/video0', width: 1280, height: 720, fps: 15 },
      },
      answers: { 200: answer, 201: { ...answer, description: 'The camera, which is new' } },
      errors: [400, 412],
      async handle(request, response) {
        const { id } = request.params;
        const body: unknown = request.body;
        let created = false;
        const { config } = await editConfig(store, request, response, (current) => {
          created = !current.cameras.some((camera) => camera.id === id);
          return parseCameraBody(filled(body, id, current), { id, current, reservedPorts });
        });
        response.status(created ? 201 : 200).json(cameraWithoutSecrets(findCamera(config, id)));
      },
    }),
    operation({
      ...ofCamera,
      method: 'patch',
      path,
      summary: 'Changes the fields that are given; null clears one',
      body: {
        schema: fields.partial(),
        size: 'large',
        example: { name: 'Front door', rotate: 180, fps: null },
      },
      answers: { 200: answer },
      errors: [400, 404, 412],
      async handle(request, response) {
        const { id } = request.params;
        const body: unknown = request.body;
        const { config } = await editConfig(store, request, response, (current) =>
          parseCameraPatch(filled(body, id, current), { id, current, reservedPorts }),
        );
        response.json(cameraWithoutSecrets(findCamera(config, id)));
      },
    }),
    operation({
      ...ofCamera,
      method: 'delete',
      path,
      summary: 'Removes a camera',
      answers: {
        200: {
          description: 'Removed; the cameras that are left',
          schema: z.object({ status: z.literal('deleted'), cameras: z.array(cameraSchema) }),
        },
      },
      errors: [404, 412],
      async handle(request, response) {
        const { id } = request.params;
        const { config } = await editConfig(store, request, response, (current) => without(current, id));
        response.json({ status: 'deleted', cameras: withoutSecrets(config).cameras });
      },
    }),
    operation({
      ...ofCamera,
      method: 'post',
      path: `${path}/restart`,
      summary: 'Starts the capture anew; a camera that waits for its next try tries now',
      answers: {
        200: { description: 'It restarts', schema: z.object({ status: z.literal('restarting') }) },
      },
      errors: [404],
      handle(request, response) {
        const camera = cameras.camera(request.params.id);
        if (!camera) throw unknownCamera();
        camera.restart();
        response.json({ status: 'restarting' });
      },
    }),
  ];
}

/** @throws ApiError 404 */
export function findCamera(config: ConfigStore['current'], id: string): Readonly<CameraConfig> {
  const camera = config.cameras.find((candidate) => candidate.id === id);
  if (!camera) throw unknownCamera();
  return camera;
}

/** The body with the real logins in its addresses, where the client sent them back with the logins hidden. */
function filled(body: unknown, id: string, current: Readonly<ServerConfig>): unknown {
  if (!isJsonObject(body)) return body;
  const known = withLogin({ id, device: body['device'], publish: body['publish'] }, current);
  if (!isJsonObject(known)) return body;
  const addresses = ['device', 'publish'].filter((field) => field in body);
  return { ...body, ...Object.fromEntries(addresses.map((field) => [field, known[field]])) };
}

function without(current: Readonly<ServerConfig>, id: string) {
  const cameras = current.cameras.filter((camera) => camera.id !== id);
  return cameras.length < current.cameras.length
    ? { ok: true as const, config: { ...current, cameras } }
    : { ok: false as const, kind: 'unknown-camera' as const };
}
