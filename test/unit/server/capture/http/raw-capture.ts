import { openHttpCapture, type HttpCaptureOptions } from '../../../../../server/capture/http-capture.ts';
import { systemClock } from '../../../../../server/runtime/clock.ts';
import { RecordedReport } from '../../../../fixtures/capture-report.ts';
import { failure, jpeg, take } from '../../../../fixtures/images.ts';
import { RawCamera, type RawReply } from '../../../../fixtures/raw-camera.ts';

/** Three small, different pictures. */
export const pictures = [0, 1, 2].map((frame) => jpeg('64x48', frame)) as [Buffer, Buffer, Buffer];
export const [picture, secondPicture, thirdPicture] = pictures;

export const never = (): AbortSignal => new AbortController().signal;
/** A clock on which waiting between two requests takes no time. */
const patientClock = { ...systemClock, sleep: () => Promise.resolve() };

export function rawCapture(url: string, options: Partial<HttpCaptureOptions> = {}) {
  const report = new RecordedReport();
  return {
    report,
    ...openHttpCapture({ url, maxFrameBytes: 1_000_000, clock: patientClock, report, ...options }),
  };
}

/** A head with the given lines, and a body. */
export function answer(lines: string[], ...body: (Buffer | string)[]): RawReply {
  return { writes: [`${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`, ...body] };
}

export const stillHead = (bytes: number) => ['Content-Type: image/jpeg', `Content-Length: ${bytes}`];

/** The JPEG bytes of the first `count` images of a camera that answers every request with `reply`. */
export async function seen(
  reply: RawReply | ((request: string, index: number) => RawReply),
  count: number,
  options: Partial<HttpCaptureOptions> = {},
): Promise<{ images: Buffer[]; drops: string[]; requests: string[] }> {
  await using camera = await RawCamera.start(typeof reply === 'function' ? reply : () => reply);
  const { report, frames } = rawCapture(camera.url(), options);
  const images = await take(frames(never()), count);
  return {
    images: images.map((image) => Buffer.from(image.jpeg)),
    drops: report.drops,
    requests: camera.requests,
  };
}

/** The code and message of the error of a camera that answers every request with `reply`; HOST replaces its host. */
export async function refusal(
  reply: RawReply,
  options: Partial<HttpCaptureOptions> = {},
): Promise<[code: string, message: string]> {
  await using camera = await RawCamera.start(() => reply);
  const { code, message } = await failure(rawCapture(camera.url(), options).frames(never()));
  return [code, message.replace(`127.0.0.1:${camera.port}`, 'HOST')];
}
