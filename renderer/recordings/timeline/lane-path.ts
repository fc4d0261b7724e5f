import { joined, type Span } from './spans.ts';
import { lengthOf, type TimeRange } from './time-range.ts';

/** A shorter recording is drawn this wide, so that people see it. */
const leastPx = 2;
/** A gap narrower than this cannot be seen. */
const seenGapPx = 1;

/** The rectangles of spans as an SVG path on a lane that is `widthPx` wide and 1 high. */
export function lanePath(spans: readonly Span[], range: TimeRange, widthPx: number): string {
  const pxPerMs = widthPx / lengthOf(range);
  const seen = spans.filter(({ fromMs, toMs }) => toMs > range.fromMs && fromMs < range.toMs);
  return joined(seen, seenGapPx / pxPerMs)
    .map(({ fromMs, toMs }) => {
      const left = Math.max(0, (fromMs - range.fromMs) * pxPerMs);
      const right = Math.min(widthPx, Math.max((toMs - range.fromMs) * pxPerMs, left + leastPx));
      return `M${left.toFixed(1)} 0H${right.toFixed(1)}V1H${left.toFixed(1)}Z`;
    })
    .join('');
}
