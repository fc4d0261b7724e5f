import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Camera } from '../../../camera/camera.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { variantSchema, type Variant } from '../../../contract/variant.ts';
import type { Metrics } from '../../../metrics/metrics.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Client } from '../../../runtime/queue/client.ts';
import { LeftQueueError, QueueFullError } from '../../../runtime/queue/fair-queue.ts';
import type { Refusals } from '../../../runtime/queue/refusals.ts';
import { takeSnapshot } from '../../../snapshot/snapshot.ts';
import { MjpegStreams, streamHeaders } from '../../../stream/mjpeg-stream.ts';
import { maxVariantsPerCamera } from '../../../stream/variant-pool.ts';
import type { VariantPools } from '../../../stream/variant-pools.ts';
import { clientOf } from '../../gate/client-of.ts';
import { limitRefusal, queueRefusal } from '../../gate/limit-refusal.ts';
import { principalOf } from '../../gate/principal-of.ts';
import type { Viewers } from '../../gate/viewers.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { limitVariant } from './limit-variant.ts';

export interface StreamParts {
  cameras: Supervisor;
  store: ConfigStore;
  viewers: Viewers;
  metrics: Pick<Metrics, 'snapshotTaken'>;
  variants: VariantPools;
  refusals: Refusals;
  clock: Clock;
}

/** How long a snapshot waits for a camera that is starting. */
const snapshotTimeoutMs = 15_000;
const defaultFramesPerSecond = 30;

const query = variantSchema.extend({
  token: z.string().optional().describe('The token of a signed link, instead of a login'),
});
const ofPictures = { guard: 'view', group: 'Pictures', query } as const;

/** `/cam/{id}/video` and `/cam/{id}/snapshot`. */
export function streamOperations(parts: StreamParts): Operation[] {
  const streams = new MjpegStreams();
  return [
    operation({
      ...ofPictures,
      method: 'get',
      path: '/cam/{id}/video',
      summary: 'The live picture as MJPEG',
      description:
        'Each part has Content-Type, Content-Length, X-Timestamp (capture time, seconds since the epoch) and X-Sequence; ' +
        'X-Placeholder where the picture is not the camera’s. A viewer that reads slowly gets the newest picture.',
      answers: {
        200: { description: 'Pictures without end, boundary "frame"', media: 'multipart/x-mixed-replace' },
      },
      errors: [404, 422, 503],
      handle(request, response) {
        const camera = findCamera(parts.cameras, request.params.id);
        const variant = allowedVariant(request, response);
        if (request.method === 'HEAD') response.set(streamHeaders).end();
        // The client may have left while its login was checked. A request behind a running stream is never answered.
        // Neither counts as a viewer.
        else if (!response.destroyed && response.socket)
          serveStream(parts, streams, camera, variant, clientOf(request), response);
      },
    }),
    operation({
      ...ofPictures,
      method: 'get',
      path: '/cam/{id}/snapshot',
      summary: 'One picture, newer than the request or at most one frame old',
      answers: { 200: { description: 'The picture', media: 'image/jpeg' } },
      errors: [404, 422, 503],
      async handle(request, response) {
        const camera = findCamera(parts.cameras, request.params.id);
        const variant = allowedVariant(request, response);
        if (request.method === 'HEAD') response.set(snapshotHeaders).end();
        else await serveSnapshot(parts, camera, variant, clientOf(request), response);
      },
    }),
  ];
}

/** @throws ApiError 503 where there are too many viewers, or too many variants of this camera */
function serveStream(
  { store, viewers, variants, refusals }: StreamParts,
  streams: MjpegStreams,
  camera: Camera,
  variant: Variant,
  client: Client,
  response: Response,
): void {
  const { id } = camera.config;
  const max = store.current.max_viewers;
  const bound = viewers.refusal(id, client, max);
  if (bound) throw limitRefusal(refusals, { limit: 'viewers', bound, max });
  const found = variants.hub(camera, variant, client);
  if ('full' in found)
    throw limitRefusal(refusals, { limit: 'variants', bound: found.full, max: maxVariantsPerCamera });
  viewers.add(principalOf(response), id, response, client);
  streams.serve(found.hub, response);
}

/** @throws ApiError 503 where no picture comes in time, or too much work is waiting */
async function serveSnapshot(
  { metrics, variants, clock }: StreamParts,
  camera: Camera,
  variant: Variant,
  client: Client,
  response: Response,
): Promise<void> {
  const nowMs = clock.nowMs();
  const signal = waitLimit(response);
  const frame = await takeSnapshot(camera.hub, frameIntervalMs(camera, nowMs), nowMs, signal);
  if (response.destroyed) return;
  if (!frame)
    throw new ApiError(503, 'no-frame', 'The camera did not deliver a picture in time.', {
      headers: { 'Retry-After': '2' },
    });
  const copy = { work: 'snapshot', client, signal } as const;
  const image = await variants.resizer.resize(frame, variant, copy).catch(refuseBusy);
  if (response.destroyed) return;
  metrics.snapshotTaken(camera.config.id, clock.nowMs() - nowMs);
  response.set(snapshotHeaders).set({
    'Content-Length': String(image.jpeg.length),
    'X-Timestamp': (image.capturedAt / 1_000).toFixed(3),
    'X-Sequence': String(image.sequence),
    ...(image.origin === 'placeholder' ? { 'X-Placeholder': '1' } : {}),
  });
  response.end(image.jpeg);
}

const snapshotHeaders = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };

/** A frame this old is still the camera's newest. */
function frameIntervalMs(camera: Camera, nowMs: number): number {
  return 1_000 / (camera.meter.framesPerSecond(nowMs) ?? camera.config.fps ?? defaultFramesPerSecond);
}

function findCamera(cameras: Supervisor, id: string): Camera {
  const camera = cameras.camera(id);
  if (!camera) throw new ApiError(404, 'unknown-camera', 'Camera not found');
  return camera;
}

/** @throws ApiError 503 for a picture that waited in vain for its turn; other errors as they are */
function refuseBusy(error: unknown): never {
  if (error instanceof QueueFullError) throw queueRefusal('pictures', error);
  // A client that left gets no answer; this one has waited too long.
  if (error instanceof LeftQueueError)
    throw new ApiError(503, 'busy', 'The picture waited too long for its turn. Try again in a moment.', {
      headers: { 'Retry-After': '2' },
    });
  throw error;
}

/** The variant that is asked for, within the limits of the link the client uses. */
function allowedVariant(request: Pick<Request, 'query'>, response: Response): Variant {
  const principal = principalOf(response);
  const asked = parseVariant(request);
  return principal.kind === 'link' ? limitVariant(asked, principal.limits) : asked;
}

function parseVariant(request: Pick<Request, 'query'>): Variant {
  const parsed = variantSchema.safeParse(request.query);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map((issue) => ({
    type: issue.code,
    loc: ['query', ...issue.path],
    msg: issue.message,
  }));
  throw new ApiError(422, 'bad-query', detail);
}

/** Aborts when the client leaves or has waited long enough. */
function waitLimit(response: Response): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), snapshotTimeoutMs);
  response.once('close', () => {
    clearTimeout(timer);
    controller.abort();
  });
  return controller.signal;
}
