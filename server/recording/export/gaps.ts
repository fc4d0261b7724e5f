import { recorderSettings } from '../recorder-settings.ts';
import type { RangePiece } from './recorded-range.ts';

/** Pieces with no gap between them; wall clock. */
export interface Span {
  fromMs: number;
  toMs: number;
  /** When it begins in a file without gaps. */
  startsAtMs: number;
}

/** Where the pieces are in a file whose gaps are cut out. */
export interface Timeline {
  spans: Span[];
  /** By piece: take so much from the wall clock for the time in the file. */
  offsetsMs: Map<RangePiece, number>;
}

/** @param cutsGaps false: a gap is as long in the file as it was */
export function timelineOf(pieces: readonly RangePiece[], cutsGaps: boolean): Timeline {
  const offsetsMs = new Map<RangePiece, number>();
  const spans: Span[] = [];
  let before: RangePiece | undefined;
  let offsetMs = pieces[0]?.firstMs ?? 0;
  for (const piece of pieces) {
    const stepMs = before ? piece.firstMs - before.lastMs : Number.POSITIVE_INFINITY;
    if (stepMs > longestStepMs(before)) {
      if (before && cutsGaps) offsetMs += Math.round(stepMs - usualStepMs(before));
      spans.push({ fromMs: piece.firstMs, toMs: endOf(piece), startsAtMs: piece.firstMs - offsetMs });
    }
    const span = spans.at(-1);
    if (span) span.toMs = endOf(piece);
    offsetsMs.set(piece, offsetMs);
    before = piece;
  }
  return { spans, offsetsMs };
}

/** The recorder ends a segment at a gap, so that there is none inside of one. */
function longestStepMs(before: RangePiece | undefined): number {
  return Math.max(recorderSettings.gapMs, 3 * (before?.intervalMs ?? 0));
}

/** How long the last frame of a piece is shown: as long as the others; a lone one a thirtieth of a second. */
export function usualStepMs({ intervalMs }: RangePiece): number {
  return intervalMs || 1_000 / 30;
}

function endOf(piece: RangePiece): number {
  return Math.round(piece.lastMs + usualStepMs(piece));
}
