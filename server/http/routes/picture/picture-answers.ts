import type { Request, Response } from 'express';
import type { Camera } from '../../../camera/camera.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { pictureQuerySchema, type Variant } from '../../../contract/variant.ts';
import type { Frame } from '../../../frame/frame.ts';
import type { FrameHub } from '../../../frame/frame-hub.ts';
import { cutConnection, isWithdrawn, onceWithdrawn } from '../../../runtime/withdrawn.ts';
import type { HookGate } from '../../../hook/hook-gate.ts';
import type { Metrics } from '../../../metrics/metrics.ts';
import type { Clock } from '../../../runtime/clock.ts';
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
import { limitVariant } from './limit-variant.ts';

export interface PictureAnswerParts {
  store: ConfigStore;
  viewers: Viewers;
  metrics: Pick<Metrics, 'snapshotTaken'>;
  variants: VariantPools;
  hooks: Pick<HookGate, 'hubOf'>;
  refusals: Refusals;
  clock: Clock;
}

/** How long a snapshot waits for a camera that is starting. */
const snapshotTimeoutMs = 15_000;
const defaultFramesPerSecond = 30;

/** Answers requests with the pictures of a camera. Operations share one, so that all their viewers share the parts. */
export class PictureAnswers {
  readonly #parts: PictureAnswerParts;
  readonly #streams = new MjpegStreams();

  constructor(parts: PictureAnswerParts) {
    this.#parts = parts;
  }

  /** The live picture. @throws ApiError 422, or 503 where there are too many viewers or variants of this camera */
  stream(camera: Camera, request: AnyRequest, response: Response): void {
    const { variant, shown } = allowedPicture(request, response);
    if (request.method === 'HEAD') {
      response.set(streamHeaders).end();
      return;
    }
    // The client may have left while its login was checked. A request behind a running stream is never answered.
    // Neither counts as a viewer.
    if (response.destroyed || !response.socket) return;
    const { store, viewers, variants, refusals } = this.#parts;
    const client = clientOf(request);
    const { id } = camera.config;
    const max = store.current.max_viewers;
    const bound = viewers.refusal(id, client, max);
    if (bound) throw limitRefusal(refusals, { limit: 'viewers', bound, max });
    const found = variants.hub({ hub: this.#hubOf(camera, shown), config: { id } }, variant, client);
    if ('full' in found)
      throw limitRefusal(refusals, { limit: 'variants', bound: found.full, max: maxVariantsPerCamera });
    viewers.add(principalOf(response), id, response, client);
    this.#streams.serve(found.hub, response);
  }

  /**
   * One picture. @param noPicture the sentence of the 503 where none comes in time
   * @param placeholder "refused": what stands for a picture is none
   * @throws ApiError 422, or 503 also where too much work is waiting
   */
  async snapshot(
    camera: Camera,
    request: AnyRequest,
    response: Response,
    { noPicture, placeholder }: { noPicture: string; placeholder: 'sent' | 'refused' },
  ): Promise<void> {
    const { variant, shown } = allowedPicture(request, response);
    if (request.method === 'HEAD') {
      response.set(snapshotHeaders).end();
      return;
    }
    const { metrics, variants, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const signal = waitLimit(response);
    const hub = this.#hubOf(camera, shown);
    const copy = { work: 'snapshot', client: clientOf(request), signal } as const;
    let image: Frame;
    do {
      const atMs = clock.nowMs();
      const frame = await takeSnapshot(hub, frameIntervalMs(camera, atMs), atMs, signal);
      if (response.destroyed) return;
      if (!frame || (frame.origin === 'placeholder' && placeholder === 'refused'))
        throw new ApiError(503, 'no-frame', noPicture, { headers: { 'Retry-After': '2' } });
      image = await variants.resizer.resize(frame, variant, copy).catch(refuseBusy);
      if (response.destroyed) return;
    } while (isWithdrawn(image)); // the mask was changed meanwhile
    metrics.snapshotTaken(camera.config.id, clock.nowMs() - nowMs);
    // Not `set` and `finished`, which make a tenth of the garbage of a snapshot.
    response.setHeader('Content-Type', snapshotHeaders['Content-Type']);
    response.setHeader('Cache-Control', snapshotHeaders['Cache-Control']);
    response.setHeader('Content-Length', image.jpeg.length);
    response.setHeader('X-Timestamp', (image.capturedAt / 1_000).toFixed(3));
    response.setHeader('X-Sequence', image.sequence);
    if (image.origin === 'placeholder') response.setHeader('X-Placeholder', '1');
    response.once(
      'close',
      onceWithdrawn(image, () => cutConnection(response.socket)),
    );
    response.end(image.jpeg);
  }

  #hubOf(camera: Camera, shown: 'hooked' | 'plain'): FrameHub {
    return this.#parts.hooks.hubOf(camera, shown);
  }
}

type AnyRequest = Parameters<typeof clientOf>[0] & Pick<Request, 'query' | 'method'>;

const snapshotHeaders = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' };

/** A frame this old is still the camera's newest. */
function frameIntervalMs(camera: Camera, nowMs: number): number {
  return 1_000 / (camera.meter.framesPerSecond(nowMs) ?? camera.config.fps ?? defaultFramesPerSecond);
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

/** The picture that is asked for, within the limits of the link the client uses. */
function allowedPicture(request: Pick<Request, 'query'>, response: Response): AskedPicture {
  const principal = principalOf(response);
  const { variant, shown } = parseQuery(request);
  return { variant: principal.kind === 'link' ? limitVariant(variant, principal.limits) : variant, shown };
}

interface AskedPicture {
  variant: Variant;
  /** With the hooks of the camera or without. */
  shown: 'hooked' | 'plain';
}

/** @throws ApiError 422 */
function parseQuery(request: Pick<Request, 'query'>): AskedPicture {
  const parsed = pictureQuerySchema.safeParse(request.query);
  if (parsed.success) {
    const { hook, ...variant } = parsed.data;
    return { variant, shown: hook === '0' ? 'plain' : 'hooked' };
  }
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
    // Nothing waits for an answer that is sent, and each abort makes an error with its stack.
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
