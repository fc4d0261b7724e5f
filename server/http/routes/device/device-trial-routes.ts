import type { Response } from 'express';
import { camerasByNode } from '../../../camera/devices/configured-devices.ts';
import type { DeviceTrials } from '../../../camera/devices/device-trial.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { CaptureError } from '../../../contract/capture-error.ts';
import { parseDeviceAddress } from '../../../contract/config/device-address.ts';
import { withHiddenParts } from '../../../contract/config/device-login.ts';
import {
  deviceIndexSchema,
  deviceTrialBodySchema,
  deviceTrialPath,
} from '../../../contract/device/device-trial.ts';
import { deviceNode } from '../../../device/identity/device-identity.ts';
import type { CapturedImage } from '../../../frame/frame.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Client } from '../../../runtime/queue/client.ts';
import { LeftQueueError, QueueFullError } from '../../../runtime/queue/fair-queue.ts';
import { takeSnapshot } from '../../../snapshot/snapshot.ts';
import { clientOf } from '../../gate/client-of.ts';
import { queueRefusal } from '../../gate/limit-refusal.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { captureRefusal } from './capture-refusal.ts';

export interface DeviceTrialParts {
  trials: DeviceTrials;
  cameras: Supervisor;
  store: ConfigStore;
  clock: Clock;
}

/** A picture of a running camera may be this old. */
const freshMs = 1_000;
/** How long a request waits for the first picture of a camera that is starting. */
const startingLimitMs = 10_000;

/** One picture of a device, whether a camera uses it or not, so that a person can tell one from another. */
export function deviceTrialOperations(parts: DeviceTrialParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/devices/{index}/snapshot',
      guard: 'admin',
      group: 'Devices',
      summary: 'One small picture of a device, also of one that no camera uses',
      description:
        'The index is the n of /dev/videoN, or csi:<n>. A device that nobody uses is opened for a moment; one that ' +
        'another program uses is left alone (503 busy).',
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [404, 503],
      async handle(request, response) {
        const index = deviceIndexSchema.safeParse(request.params.index);
        if (!index.success) throw new ApiError(404, 'unknown-device', 'Devices are named 0, 1, … or csi:0.');
        // A HEAD asks whether this is offered, not to switch a camera on.
        if (request.method === 'HEAD') response.set(pictureHeaders).end();
        else await sendPicture(parts, index.data, clientOf(request), response);
      },
    }),
    operation({
      method: 'post',
      path: deviceTrialPath,
      guard: 'admin',
      group: 'Devices',
      summary: 'One picture of what an address leads to, or why there is none',
      body: { schema: deviceTrialBodySchema, size: 'small' },
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [422, 503],
      async handle(request, response) {
        const { device, camera } = parseBody(deviceTrialBodySchema, request.body);
        const known = parts.store.current.cameras.find(({ id }) => id === camera)?.device;
        const whole =
          known !== undefined && typeof device === 'string' ? withHiddenParts(device, known) : device;
        await sendPicture(parts, whole, clientOf(request), response);
      },
    }),
  ];
}

const pictureHeaders = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };

async function sendPicture(
  parts: DeviceTrialParts,
  device: number | string,
  client: Client,
  response: Response,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const image = await picture(parts, device, client, left.signal);
  if (!response.destroyed) response.set(pictureHeaders).end(image.jpeg);
}

/** @throws ApiError 503 when no picture can be taken */
async function picture(
  { trials, cameras, store, clock }: DeviceTrialParts,
  device: number | string,
  client: Client,
  left: AbortSignal,
): Promise<CapturedImage> {
  try {
    const user = await userOf(device, store.current.cameras);
    const camera = user === undefined ? undefined : cameras.camera(user);
    const image = camera
      ? await takeSnapshot(
          camera.hub,
          freshMs,
          clock.nowMs(),
          AbortSignal.any([left, AbortSignal.timeout(startingLimitMs)]),
        )
      : await trials.take(device, client, left);
    if (image) return image;
  } catch (error) {
    if (error instanceof QueueFullError) throw queueRefusal('devices', error);
    if (error instanceof LeftQueueError) throw new ApiError(503, 'busy', 'The client left.');
    if (!(error instanceof CaptureError)) throw error;
    throw captureRefusal(error);
  }
  throw new ApiError(503, 'no-frame', 'There is no picture yet. Try again.', {
    headers: { 'Retry-After': '2' },
  });
}

/** Id of a camera that is configured with a device, under whichever of its names. @throws CaptureError no-device */
async function userOf(
  device: number | string,
  cameras: ConfigStore['current']['cameras'],
): Promise<string | undefined> {
  const address = parseDeviceAddress(device);
  if (address?.kind === 'v4l2') return (await camerasByNode(cameras)).get(await deviceNode(device))?.[0];
  return cameras.find((camera) => String(camera.device) === String(device))?.id;
}
