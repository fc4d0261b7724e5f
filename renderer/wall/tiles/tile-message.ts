import { captureErrorText } from '../../../server/contract/capture-error.ts';
import type { CameraHealth } from '../../../server/contract/health.ts';
import { durationText } from '../../parts/text/figures.ts';
import type { TileView } from '../../live/live-tile.ts';

/** What the server said about its newest picture may be so old, and a bit more. */
const answerAgeMs = 3_000;

/** A first picture usually comes within a second. After this time the tile says how long it has waited, and why. */
const longLoadMs = 10_000;

/** The text of a tile in place of its picture. */
export interface TileMessage {
  title: string;
  /** The action that helps; empty when there is nothing to do. */
  advice: string;
  /** The words of the device or program; empty when it said nothing. */
  detail: string;
}

/** For a picture that the server shows only after a login. */
export const loginMessage: TileMessage = { title: 'Log in to see the picture', advice: '', detail: '' };

/**
 * Undefined where the picture needs no text.
 * @param connected false: `camera` comes from an old answer
 * @param refusal why the server sends this page no pictures at all
 */
export function tileMessage(
  camera: CameraHealth,
  view: TileView,
  connected: boolean,
  refusal?: string,
): TileMessage | undefined {
  const pictureShown = view.kind === 'live' || view.kind === 'frozen';
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
    case 'live':
      if (pictureShown) return undefined;
      if (refusal !== undefined)
        return { title: 'No live pictures on this page', advice: refusal, detail: '' };
      return missingPicture(camera, view);
    default:
      throw new Error(`not a camera state: ${String(camera.kind satisfies never)}`);
  }
}

/** The text over the old picture of a frozen tile. */
export interface FrozenNote {
  /** "No picture for 7 s". */
  title: string;
  why: string;
}

export function frozenNote(
  camera: Pick<CameraHealth, 'kind' | 'state' | 'last_frame_age'>,
  ageMs: number,
  connected: boolean,
): FrozenNote {
  const title = `No picture for ${durationText(ageMs / 1_000)}`;
  return { title, why: connected ? whyFrozen(camera, ageMs) : 'No connection to the camera server.' };
}

function whyFrozen({ kind, state, last_frame_age }: Parameters<typeof frozenNote>[0], ageMs: number): string {
  if (kind !== 'live') return 'The camera is being started.';
  // The way to here is to blame only if the server has got a newer picture than this page.
  const hasNewer = last_frame_age !== null && ageMs - last_frame_age * 1_000 > answerAgeMs;
  if (state === 'stale' || !hasNewer) return 'The camera sends nothing.';
  return 'The camera is live, but its pictures do not arrive here. The page tries again by itself.';
}

/** For a camera that works as far as the server knows. */
function missingPicture(camera: CameraHealth, view: TileView): TileMessage {
  if (view.kind === 'refused') {
    return { title: 'The server sends no picture of this camera', advice: view.message, detail: '' };
  }
  if (view.kind === 'undecodable') {
    const advice = 'Its pictures come, but are damaged. Choose another size or format of the camera.';
    return { title: 'This browser cannot show the picture', advice, detail: '' };
  }
  if (camera.kind !== 'live') return { title: 'Starting…', advice: '', detail: '' };
  if (view.kind === 'waiting') {
    if (view.ageMs < longLoadMs) return { title: 'Loading the picture…', advice: '', detail: '' };
    const { title, why } = frozenNote(camera, view.ageMs, true);
    return { title, advice: why, detail: '' };
  }
  const advice =
    'The server restarts it by itself. If this happens again and again, check the cable and the power supply.';
  return { title: 'No picture from the camera', advice, detail: '' };
}
