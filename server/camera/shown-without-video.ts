import type { CameraState } from '../contract/camera-state.ts';
import { captureErrorText } from '../contract/capture-error.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { Frame } from '../frame/frame.ts';
import type { PlaceholderFeed, PlaceholderReason } from './placeholder-feed.ts';

/** A start shorter than this shows no "starting" image: the last picture, or none, flickers less. */
const startingDelayMs = 1_000;
/** A network camera that is asked again takes one to three seconds until its next key frame. */
const resumedDelayMs = 5_000;

/** "nothing": video will come, or no picture must be shown. */
export type ShownWithoutVideo =
  | { kind: 'as-before' }
  | { kind: 'placeholder'; reason: PlaceholderReason; afterMs: number }
  | { kind: 'nothing' };

/**
 * Decides what viewers see when a camera has changed to `state`.
 * @param showing the placeholder that they see at that time
 */
export function shownWithoutVideo(
  state: CameraState,
  before: CameraState['kind'],
  showing: Frame['origin'] | undefined,
): ShownWithoutVideo {
  switch (state.kind) {
    case 'retrying':
      return {
        kind: 'placeholder',
        reason: { ...captureErrorText[state.reason], detail: state.detail },
        afterMs: 0,
      };
    case 'starting':
      // After a failed try the reason stays visible until there is a picture.
      if (showing !== undefined) return { kind: 'as-before' };
      return {
        kind: 'placeholder',
        reason: { title: 'Starting' },
        afterMs: before === 'live' ? resumedDelayMs : startingDelayMs,
      };
    case 'live':
    case 'sleeping':
    case 'stopped':
      return { kind: 'nothing' };
    default:
      return state satisfies never;
  }
}

/** Shows a placeholder, the last picture, or none. */
export function showInstead(shown: ShownWithoutVideo, placeholder: PlaceholderFeed, hub: FrameHub): void {
  switch (shown.kind) {
    case 'as-before':
      return;
    case 'placeholder':
      return placeholder.show(shown.reason, shown.afterMs);
    case 'nothing':
      placeholder.hide();
      return hub.forgetLatest();
    default:
      return shown satisfies never;
  }
}
