import type { RecordedView } from '../../live/live-tile.ts';
import { nearText } from '../timeline/time-text.ts';

/** What a tile says instead of a picture. `goToMs`: a moment to offer. */
export interface PictureWords {
  text: string;
  goToMs: number | null;
}

/** Undefined while the tile shows the picture of the moment. */
export function pictureWords(view: RecordedView, positionMs: number): PictureWords | undefined {
  switch (view.kind) {
    case 'picture':
      return undefined;
    case 'waiting':
      return { text: 'Loading…', goToMs: null };
    case 'gap':
    case 'end':
      if (view.nextMs !== null)
        return {
          text: `No recording at this time. Next: ${nearText(view.nextMs, positionMs)}`,
          goToMs: view.nextMs,
        };
      return {
        text: view.kind === 'end' ? 'The recordings end here.' : 'No recording at this time, and none later.',
        goToMs: null,
      };
    case 'undecodable':
      return { text: 'This browser cannot show the picture. Download the recording.', goToMs: null };
    case 'refused':
      return { text: view.message, goToMs: null };
    default:
      return view satisfies never;
  }
}
