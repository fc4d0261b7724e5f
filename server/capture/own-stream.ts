import { CaptureError } from '../contract/capture-error.ts';
import { isSameServer, parseStreamMarks, streamMarkHeader } from '../contract/stream-mark.ts';

/** How a captured camera is known to other servers like this one. */
export interface StreamOrigin {
  readonly mark: string;
  /** Told through which cameras of such servers its pictures come, the nearest first; none for any other source. */
  cameThrough(marks: readonly string[]): void;
}

/** What a capture's requests carry. */
export function originHeaders(origin: StreamOrigin | undefined): Record<string, string> {
  return origin ? { [streamMarkHeader]: origin.mark } : {};
}

/**
 * Looks whether an answer is our own stream.
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
  // What follows is the same circle once more.
  origin.cameThrough(itself < 0 ? marks : marks.slice(0, itself + 1));
  const [nearest] = marks;
  if (nearest !== undefined && isSameServer(nearest, origin.mark)) {
    throw new CaptureError('own-stream', 'this server itself answers at that address');
  }
  if (itself < 0) return;
  const servers = itself === 1 ? 'another server' : `${itself} other servers`;
  throw new CaptureError('own-stream', `its pictures would come from itself, by way of ${servers}`);
}
