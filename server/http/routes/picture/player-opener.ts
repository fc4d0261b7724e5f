import { liveLimits } from '../../../contract/live.ts';
import type { OpenPlayer } from '../../../live/playback-tile.ts';
import { UndecodablePictureError } from '../../../picture/resize-jpeg.ts';
import type { FitFrame } from '../../../recording/playback/player.ts';
import type { Playbacks } from '../../../recording/playback/playbacks.ts';
import type { Client } from '../../../runtime/queue/client.ts';
import { LeftQueueError, QueueFullError } from '../../../runtime/queue/fair-queue.ts';
import { Places } from '../../../runtime/queue/places.ts';
import type { Refusals } from '../../../runtime/queue/refusals.ts';
import type { FrameResizer } from '../../../stream/frame-resizer.ts';
import { refusalSentence } from '../../gate/limit-refusal.ts';

export interface PlayerOpenerParts {
  playbacks: Playbacks;
  variants: { resizer: FrameResizer };
  refusals: Refusals;
}

/** Opens the players of all pages' tiles, as many as there may be. */
export function playerOpener({
  playbacks,
  variants,
  refusals,
}: PlayerOpenerParts): (client: Client) => OpenPlayer {
  const { players: total, reservedPlayers: reserved } = liveLimits;
  const places = new Places({ total, reserved });
  return (client) => {
    const fit = fitter(variants.resizer, client);
    return (wanted, outlet, left) => {
      const bound = places.refusal(client);
      if (bound) {
        const max = total - (client.isOwn ? 0 : reserved);
        const message = refusalSentence(refusals, { limit: 'players', bound, max });
        return { refusal: { code: 'too-many-players', message } };
      }
      left.addEventListener('abort', places.take(client), { once: true });
      return { player: playbacks.play(wanted, outlet, fit, left) };
    };
  };
}

function fitter(resizer: FrameResizer, client: Client): FitFrame {
  return async (frame, width, signal) => {
    if (width === null) return frame;
    try {
      return await resizer.resize(frame, { width }, { work: 'variant', client, signal });
    } catch (error) {
      // The queue has counted it.
      if (error instanceof QueueFullError || error instanceof LeftQueueError) return undefined;
      // A browser may show a part of what cannot be decoded here.
      if (error instanceof UndecodablePictureError) return frame;
      throw error;
    }
  };
}
