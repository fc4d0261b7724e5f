import { Router, type Request, type Response } from 'express';
import type { Camera } from '../camera/camera.ts';
import type { Supervisor } from '../camera/supervisor.ts';
import { variantSchema, type Variant } from '../contract/variant.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { takeSnapshot } from '../snapshot/snapshot.ts';
import { FrameResizer } from '../stream/frame-resizer.ts';
import { MjpegStreams, streamHeaders } from '../stream/mjpeg-stream.ts';
import { VariantPool } from '../stream/variant-pool.ts';
import { ApiError } from './api-error.ts';
import { methodNotAllowed } from './error-handler.ts';

export interface StreamParts {
  cameras: Supervisor;
  clock: Clock;
  logger: Logger;
}

/** How long a snapshot waits for a camera that is starting, before the client had better be told. */
const snapshotTimeoutMs = 15_000;
const defaultFramesPerSecond = 30;

/** `/cam/{id}/video` and `/cam/{id}/snapshot`. */
export function streamRoutes({ cameras, clock, logger }: StreamParts): Router {
  const router = Router();
  const streams = new MjpegStreams();
  const resizer = new FrameResizer();
  const pools = new WeakMap<Camera, VariantPool>();

  const poolOf = (camera: Camera): VariantPool => {
    let pool = pools.get(camera);
    if (!pool) {
      const onProblem = (error: unknown) =>
        logger.warn({ err: error, camera: camera.config.id }, 'variant not made');
      pools.set(camera, (pool = new VariantPool(camera.hub, resizer, onProblem)));
    }
    return pool;
  };

  router.get('/cam/:id/video', (request, response) => {
    const camera = findCamera(cameras, request);
    const variant = parseVariant(request);
    if (request.method === 'HEAD') {
      response.set(streamHeaders).end();
      return;
    }
    const hub = poolOf(camera).hub(variant);
    if (!hub)
      throw new ApiError(
        503,
        'too-many-variants',
        'Too many different sizes of this camera are being watched.',
      );
    streams.serve(hub, response);
  });

  router.get('/cam/:id/snapshot', async (request, response) => {
    const camera = findCamera(cameras, request);
    const variant = parseVariant(request);
    if (request.method === 'HEAD') {
      response.set(snapshotHeaders).end();
      return;
    }
    const nowMs = clock.nowMs();
    const frame = await takeSnapshot(camera.hub, frameIntervalMs(camera, nowMs), nowMs, waitLimit(response));
    if (response.destroyed) return;
    if (!frame)
      throw new ApiError(503, 'no-frame', 'The camera did not deliver a picture in time.', {
        'Retry-After': '2',
      });
    const image = await resizer.resize(frame, variant);
    response.set(snapshotHeaders).set({
      'Content-Length': String(image.jpeg.length),
      'X-Timestamp': (image.capturedAt / 1_000).toFixed(3),
      'X-Sequence': String(image.sequence),
      ...(image.origin === 'placeholder' ? { 'X-Placeholder': '1' } : {}),
    });
    response.end(image.jpeg);
  });

  router.all(['/cam/:id/video', '/cam/:id/snapshot'], methodNotAllowed('GET, HEAD'));
  return router;
}

const snapshotHeaders = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };

/** A frame this old is still the camera's newest. */
function frameIntervalMs(camera: Camera, nowMs: number): number {
  return 1_000 / (camera.meter.framesPerSecond(nowMs) ?? camera.config.fps ?? defaultFramesPerSecond);
}

function findCamera(cameras: Supervisor, request: Request): Camera {
  const camera = cameras.camera(String(request.params['id']));
  if (!camera) throw new ApiError(404, 'unknown-camera', 'Camera not found');
  return camera;
}

function parseVariant(request: Request): Variant {
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
