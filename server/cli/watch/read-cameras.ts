import { z } from 'zod';
import { cameraHealthSchema, healthPath } from '../../contract/health.ts';
import { CommandError, RequestError } from '../command-error.ts';
import { request, requestJson } from '../request.ts';
import type { ServerAddress } from '../server-address.ts';
import { counterSums } from './counter-sums.ts';

const requestTimeoutMs = 5_000;

// The fields of the older camera servers have to be there. The newer fields may be missing, so that older servers can
// be watched too.
const olderFields = {
  id: true,
  state: true,
  message: true,
  last_frame_age: true,
  subscribers: true,
} as const;
const newerFields = { kind: true, reason: true, detail: true, fps: true, width: true, height: true } as const;
const healthShape = z.object({
  cameras: z.array(
    cameraHealthSchema.pick(olderFields).extend(cameraHealthSchema.pick(newerFields).partial().shape),
  ),
});

/** A camera as /health shows it, with the counts of /metrics where there are any. */
export type CameraView = z.infer<typeof healthShape>['cameras'][number] & {
  drops: number | undefined;
  failures: number | undefined;
};

/**
 * All cameras in configured order. @throws as `request` does; CommandError for an answer that is not a camera server's
 */
export async function readCameras(server: ServerAddress, signal: AbortSignal): Promise<CameraView[]> {
  const [health, metrics] = await Promise.all([
    requestJson(server, { path: healthPath, timeoutMs: requestTimeoutMs, signal }),
    readMetrics(server, signal),
  ]);
  const { success, data: answer } = healthShape.safeParse(health);
  if (!success) throw new CommandError(`${server.base.href} is not a known camera server`);
  const drops = counterSums(metrics, /^rpicam_\w*drop\w*_total$/);
  const failures = counterSums(metrics, /^rpicam_\w*(restart|failure)\w*_total$/);
  return answer.cameras.map((camera) => ({
    ...camera,
    drops: drops.get(camera.id),
    failures: failures.get(camera.id),
  }));
}

/** The text of /metrics; empty where there is no such page. */
async function readMetrics(server: ServerAddress, signal: AbortSignal): Promise<string> {
  try {
    return (await request(server, { path: '/metrics', timeoutMs: requestTimeoutMs, signal })).toString(
      'utf8',
    );
  } catch (error) {
    // Only two columns come from there, and the request for /health fails when the server is away.
    if (error instanceof RequestError || error instanceof CommandError) return '';
    throw error;
  }
}
