import type { RecordedView } from '../../live/live-tile.ts';

/** What a player does when no camera has a picture. */
export type GapChoice =
  /** Some camera has a picture, or has not answered yet. */
  | { kind: 'go-on' }
  /** No camera has a picture now. `nextMs` is the first moment at which one has. */
  | { kind: 'gap'; nextMs: number }
  /** No camera has a later picture. */
  | { kind: 'end' };

/** @param views of all chosen cameras @param isCurrent whether a view belongs to the place that is played now */
export function gapChoice(
  views: readonly RecordedView[],
  isCurrent: (view: RecordedView, index: number) => boolean,
): GapChoice {
  const nexts: number[] = [];
  for (const [index, view] of views.entries()) {
    switch (view.kind) {
      case 'gap':
      case 'end':
        if (!isCurrent(view, index)) return { kind: 'go-on' };
        if (view.nextMs !== null) nexts.push(view.nextMs);
        break;
      case 'refused':
      case 'undecodable':
        break;
      case 'waiting':
      case 'picture':
        return { kind: 'go-on' };
      default:
        return view satisfies never;
    }
  }
  const answered = views.some(({ kind }) => kind === 'gap' || kind === 'end');
  if (!answered) return { kind: 'go-on' };
  return nexts.length > 0 ? { kind: 'gap', nextMs: Math.min(...nexts) } : { kind: 'end' };
}
