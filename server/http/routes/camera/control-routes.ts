import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Camera } from '../../../camera/camera.ts';
import { CaptureError } from '../../../contract/capture-error.ts';
import { parseCameraPatch } from '../../../contract/config/camera-body.ts';
import type { CameraConfig } from '../../../contract/config/camera.ts';
import { laxBoolean } from '../../../contract/config/coercion.ts';
import { shapeRefusal } from '../../../contract/config/config-refusal.ts';
import { controlsBodyShape } from '../../../contract/config/config-shape.ts';
import { parseDeviceAddress, type DeviceAddress } from '../../../contract/config/device-address.ts';
import { controlListingSchema, type ControlListing } from '../../../contract/device/control-listing.ts';
import type { V4l2Device } from '../../../contract/device/device.ts';
import { controlListing } from '../../../device/controls/control-listing.ts';
import {
  planControls,
  savedControls,
  type ControlFault,
  type ControlRequest,
} from '../../../device/controls/control-request.ts';
import { applyControls } from '../../../device/controls/v4l2-controls.ts';
import { describeV4l2Device } from '../../../device/v4l2/v4l2-devices.ts';
import { Turns } from '../../../runtime/queue/turns.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { editConfig, refusal, requireMatch, unknownCamera } from '../config-edit.ts';
import { captureRefusal } from '../device/capture-refusal.ts';
import type { CameraRouteParts } from './camera-routes.ts';
import { findCamera } from './single-camera-routes.ts';

/** A slider that is dragged sends many requests, which must not pile up while a device hangs. */
const maxWaitingRequests = 16;

const ofControls = { path: '/api/cameras/{id}/controls', guard: 'admin', group: 'Cameras' } as const;

/** `/api/cameras/{id}/controls`: the device's own controls, changed while it is being captured. */
export function controlOperations(parts: CameraRouteParts): Operation[] {
  const turns = new WeakMap<Camera, Turns>();

  const inTurn = <T>(id: string, job: () => Promise<T>): Promise<T> => {
    const camera = parts.cameras.camera(id);
    if (!camera) throw unknownCamera();
    const waiting = turns.get(camera) ?? new Turns(maxWaitingRequests);
    turns.set(camera, waiting);
    return waiting.take(async () => {
      // Otherwise a change of the configuration that is still being written to the device could undo this one.
      await camera.controlsSettled();
      return job();
    });
  };

  return [
    operation({
      ...ofControls,
      method: 'get',
      summary: "The device's own controls, with their ranges and what the configuration asks for",
      answers: { 200: { description: 'As the device tells', schema: controlListingSchema } },
      errors: [404, 409, 503],
      async handle(request, response) {
        const camera = findCamera(parts.store.current, request.params.id);
        const listing = await inTurn(camera.id, async () =>
          controlListing(camera, await describeCameraDevice(camera)),
        );
        response.set('Cache-Control', 'no-store').json(listing);
      },
    }),
    operation({
      ...ofControls,
      method: 'patch',
      summary: 'Sets controls at once, without restarting the capture; null is the default',
      query: z.object({
        save: z.boolean().optional().describe('false: only set, not kept, as while a slider is dragged'),
      }),
      body: {
        schema: z.record(z.string(), z.union([z.number(), z.boolean(), z.null()])),
        size: 'large',
        example: { sharpness: 3, brightness: null },
      },
      answers: { 200: { description: 'The controls afterwards', schema: controlListingSchema } },
      errors: [400, 404, 409, 412, 502, 503],
      async handle(request, response) {
        const { id } = request.params;
        findCamera(parts.store.current, id);
        const wished = parseControls(request.body);
        const save = parseSave(request.query['save']);
        response.json(await inTurn(id, () => changeControls(parts, request, response, { id, wished, save })));
      },
    }),
  ];
}

/** Writes controls to the device, and to the configuration when they are to be kept. */
async function changeControls(
  { store, reservedPorts }: CameraRouteParts,
  request: Request<{ id: string }>,
  response: Response,
  { id, wished, save }: { id: string; wished: ControlRequest; save: boolean },
): Promise<ControlListing> {
  requireMatch(request, store.current);
  const before = findCamera(store.current, id);
  const { path, controls } = await describeCameraDevice(before);
  const plan = planControls(wished, controls);
  if (!plan.ok) throw refusedControls(plan.faults);
  const failures = await applyControls(path, plan.writes);
  if (failures.length > 0) {
    throw new ApiError(
      502,
      'control-refused',
      `The camera refused: ${failures.join('; ')}. Nothing was saved.`,
    );
  }
  if (!save) return controlListing(before, await describeCameraDevice(before));
  const { config } = await editConfig(store, request, response, (current) => {
    const camera = current.cameras.find((candidate) => candidate.id === id);
    const body = camera && savedControls(plan.asked, camera, controls);
    return parseCameraPatch(body, { id, current, reservedPorts });
  });
  const after = findCamera(config, id);
  return controlListing(after, await describeCameraDevice(after));
}

/**
 * The V4L2 device of a camera, with its controls as they stand.
 * @throws ApiError 409 no-controls for a camera that is no V4L2 device, 503 when the device does not answer
 */
async function describeCameraDevice({ id, device }: Readonly<CameraConfig>): Promise<V4l2Device> {
  const kind = parseDeviceAddress(device)?.kind ?? 'test';
  if (kind !== 'v4l2') throw new ApiError(409, 'no-controls', `Camera '${id}' ${insteadOfControls[kind]}`);
  try {
    return await describeV4l2Device(device);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    throw captureRefusal(error);
  }
}

const network = 'is a network camera: change its picture on its own web page.';
const insteadOfControls: Record<Exclude<DeviceAddress['kind'], 'v4l2'>, string> = {
  csi: 'is a CSI camera: change its brightness, exposure, white_balance and autofocus in its settings.',
  http: network,
  rtsp: network,
  file: 'shows a clip, which has no controls: choose a USB camera as its device.',
  test: 'is a test pattern, which has no controls: choose a USB camera as its device.',
};

function parseControls(body: unknown): ControlRequest {
  const parsed = controlsBodyShape.safeParse(body);
  if (!parsed.success) throw refusal(shapeRefusal(parsed.error, body));
  return parsed.data;
}

function parseSave(query: unknown): boolean {
  const parsed = laxBoolean.safeParse(query ?? true);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError(422, 'bad-query', [
    { type: 'bool_parsing', loc: ['query', 'save'], msg: issue?.message, input: query },
  ]);
}

function refusedControls(faults: readonly ControlFault[]): ApiError {
  const [first, ...others] = faults;
  const messages = faults.map(({ message }) => message).join(' ');
  return new ApiError(400, first?.code ?? 'bad-control', messages, {
    field: others.length > 0 ? undefined : first?.field,
  });
}
