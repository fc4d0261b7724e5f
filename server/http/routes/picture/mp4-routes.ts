import type { Response } from 'express';
import { z } from 'zod';
import type { Camera } from '../../../camera/camera.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { publishFailureText, type PublishError } from '../../../contract/publish.ts';
import type { Encoders } from '../../../publish/encoders.ts';
import { Mp4Viewer, type Mp4Target } from '../../../publish/mp4/mp4-viewer.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Refusals } from '../../../runtime/queue/refusals.ts';
import { cutConnection } from '../../../runtime/withdrawn.ts';
import { clientOf } from '../../gate/client-of.ts';
import { limitRefusal } from '../../gate/limit-refusal.ts';
import { principalOf } from '../../gate/principal-of.ts';
import type { Viewers } from '../../gate/viewers.ts';
import { ApiError } from '../../message/api-error.ts';
import { operation, type Operation } from '../../operation/operation.ts';

export interface Mp4Parts {
  cameras: Supervisor;
  store: ConfigStore;
  viewers: Viewers;
  refusals: Refusals;
  encoders: Encoders;
  clock: Clock;
}

/** How long a viewer waits for a camera and its encoder to start, and for a key frame. */
const beginTimeoutMs = 15_000;

const headers = {
  'Content-Type': 'video/mp4',
  'Cache-Control': 'no-store',
  // Without this, nginx would collect several pictures before it passes them on.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};

/** `/cam/{id}/video.mp4`. */
export function mp4Operations(parts: Mp4Parts): Operation[] {
  return [
    operation({
      guard: 'view',
      group: 'Pictures',
      method: 'get',
      path: '/cam/{id}/video.mp4',
      summary: 'The live picture as H.264 in MP4, for <video> and thin links',
      description:
        'A fragmented MP4 without end, about a tenth of the bytes of MJPEG. It begins with the next key frame, within two ' +
        'seconds. To a viewer that reads too slowly the pictures up to a later key frame are not sent. It ends when the size ' +
        'of the picture or the mask changes: open it again.',
      query: z.object({
        token: z.string().optional().describe('The token of a signed link, instead of a login'),
      }),
      answers: { 200: { description: 'Video without end', media: 'video/mp4' } },
      errors: [404, 503],
      async handle(request, response) {
        const camera = parts.cameras.camera(request.params.id);
        if (!camera) throw new ApiError(404, 'unknown-camera', 'Camera not found');
        refuseSmallerLink(response);
        if (request.method === 'HEAD') {
          response.set(headers).end();
          return;
        }
        // The client may have left while its login was checked.
        if (response.destroyed || !response.socket) return;
        await send(parts, camera, request, response);
      },
    }),
  ];
}

/** The owner of such a link did not mean to show the whole picture. @throws ApiError 403 */
function refuseSmallerLink(response: Response): void {
  const principal = principalOf(response);
  if (principal.kind !== 'link' || (principal.limits.fps ?? principal.limits.width) === undefined) return;
  throw new ApiError(
    403,
    'forbidden',
    'This link shows smaller pictures; the MP4 has one size. Use …/video.',
  );
}

/** Resolves when the video has begun or the client has left. @throws ApiError 503 */
async function send(
  { store, viewers, refusals, encoders, clock }: Mp4Parts,
  camera: Camera,
  request: Parameters<typeof clientOf>[0],
  response: Response,
): Promise<void> {
  const principal = principalOf(response);
  const client = clientOf(request);
  const { id } = camera.config;
  const max = store.current.max_viewers;
  const bound = viewers.refusal(id, client, max);
  if (bound) throw limitRefusal(refusals, { limit: 'viewers', bound, max });
  const left = new AbortController();
  response.once('close', () => left.abort());
  let begun: (value: true | PublishError | undefined) => void = () => undefined;
  const beginning = new Promise<true | PublishError | undefined>((resolve) => (begun = resolve));
  const viewer = new Mp4Viewer({
    target: targetOf(response),
    onBegin: () => begun(true),
    onFailed: begun,
    onSkipped: () => encoders.skipped(camera),
  });
  if (!encoders.add(camera, viewer, 'viewer', left.signal)) {
    throw limitRefusal(refusals, { limit: 'encoders', bound: 'all', max: encoders.max });
  }
  viewers.add(principal, id, response, client);
  const late = new AbortController();
  left.signal.addEventListener('abort', () => late.abort(), { once: true });
  const outcome = await Promise.race([
    beginning,
    clock.sleep(beginTimeoutMs, late.signal).then(() => undefined),
  ]);
  late.abort();
  if (outcome === true || response.destroyed) return;
  left.abort();
  throw refusalOf(outcome);
}

function refusalOf(problem: PublishError | undefined): ApiError {
  const retry = { headers: { 'Retry-After': '5' } };
  if (!problem) return new ApiError(503, 'no-frame', 'The camera did not deliver a picture in time.', retry);
  const { title, advice } = publishFailureText[problem.code];
  return new ApiError(503, problem.code, `${title}: ${problem.message}. ${advice}`, retry);
}

/** Writes to the connection itself: the answer ends with it and has no chunks. */
function targetOf(response: Response): Mp4Target {
  let hasHead = false;
  return {
    write(bytes, sent) {
      const { socket } = response;
      if (!socket?.writable) return;
      if (!hasHead) {
        hasHead = true;
        response.removeHeader('Transfer-Encoding');
        response.writeHead(200, headers);
        response.flushHeaders();
        // Later requests on this connection are never answered. Reading goes on, because it shows when the viewer leaves.
        socket.resume();
      }
      socket.cork();
      bytes.forEach((part, index) => socket.write(part, index === bytes.length - 1 ? sent : undefined));
      socket.uncork();
    },
    end: () => response.socket?.end(),
    cut: () => cutConnection(response.socket),
  };
}
