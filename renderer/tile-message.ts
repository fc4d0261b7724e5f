import { captureErrorText } from '../server/contract/capture-error.ts';
import type { CameraHealth } from '../server/contract/health.ts';

/** What a tile says where its picture would be. */
export interface TileMessage {
  title: string;
  /** What a person can do; empty when there is nothing to do. */
  advice: string;
  /** What the device or program said; empty when it said nothing. */
  detail: string;
}

/** Of a picture that is not shown without a login. */
export const loginMessage: TileMessage = { title: 'Log in to see the picture', advice: '', detail: '' };

/** Undefined: the picture speaks for itself. @param connected the camera's state is as of now */
export function tileMessage(
  camera: CameraHealth,
  pictureShown: boolean,
  connected: boolean,
): TileMessage | undefined {
  if (!connected) return pictureShown ? undefined : { title: 'No connection', advice: '', detail: '' };
  switch (camera.kind) {
    case 'retrying': {
      const text = camera.reason ? captureErrorText[camera.reason] : { title: camera.message, advice: '' };
      return { title: text.title, advice: camera.advice || text.advice, detail: camera.detail };
    }
    case 'stopped':
      return { title: 'Switched off', advice: '', detail: '' };
    case 'sleeping':
    case 'starting':
      return pictureShown ? undefined : { title: 'Starting…', advice: '', detail: '' };
    case 'live':
      return pictureShown ? undefined : { title: 'Loading the picture…', advice: '', detail: '' };
    default:
      throw new Error(`not a camera state: ${String(camera.kind satisfies never)}`);
  }
}
