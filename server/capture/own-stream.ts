import { CaptureError } from '../contract/capture-error.ts';
import { isSameServer, parseStreamMarks, streamMarkHeader } from '../contract/stream-mark.ts';

/** How other servers of this kind know a captured camera. */
export interface StreamOrigin {
  readonly mark: string;
  /**
   * Called with the marks of the cameras of other servers that the pictures come through, the nearest first; empty for
   * any other source.
   */
  cameThrough(marks: readonly string[]): void;
}

/** The headers of a capture's requests. */
export function originHeaders(origin: StreamOrigin | undefined): Record<string, string> {
  return origin ? { [streamMarkHeader]: origin.mark } : {};
}

/**
 * Checks whether an answer is the stream of the captured camera itself.
 * @param header the answer's field named `streamMarkHeader`
 * @throws CaptureError own-stream
 */
export function refuseOwnStream(
  origin: StreamOrigin | undefined,
  header: string | readonly string[] | undefined,
): void {
  if (!origin) return;
  const marks = parseStreamMarks(header);
  const itself = marks.indexOf(origin.mark);
  // The further marks repeat the same circle.
  origin.cameThrough(itself < 0 ? marks : marks.slice(0, itself + 1));
  const [nearest] = marks;
  if (nearest !== undefined && isSameServer(nearest, origin.mark)) {
    throw new CaptureError('own-stream', 'this server itself answers at that address');
  }
  if (itself < 0) return;
  const servers = itself === 1 ? 'another server' : `${itself} other servers`;
  throw new CaptureError('own-stream', `the camera's pictures would come from itself, through ${servers}`);
}
