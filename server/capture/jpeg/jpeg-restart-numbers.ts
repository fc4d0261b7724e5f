import { findMarker } from './jpeg-marker-search.ts';
import { isRestart, jpegMarker } from './jpeg-markers.ts';

/**
 * Numbers the restart markers of a scan from 0 to 7 again and again, in place: browsers misplace parts of the picture
 * after a wrong number.
 */
export function numberRestarts(scan: Buffer): void {
  let count = 0;
  for (let at = findMarker(scan, 0, scan.length); at < scan.length - 1;) {
    if (isRestart(scan[at + 1] ?? 0)) scan[at + 1] = jpegMarker.RST0 + (count++ % 8);
    at = findMarker(scan, at + 1, scan.length);
  }
}
