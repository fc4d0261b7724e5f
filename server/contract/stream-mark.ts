/**
 * Says in answers which cameras a picture came through, the nearest first, and in a capture's requests for which camera
 * it asks. So a camera that shows itself is noticed, also across several servers.
 */
export const streamMarkHeader = 'x-rpicam-via';

/** A longer way is cut: the camera that closes the circle is then found by one of those nearer to it. */
const maxMarks = 16;
/** The server, which is random and new at each start, and one of its cameras. */
const markPattern = /^([a-z0-9]{8})\.[a-z0-9]{8}$/;

/** The marks in a header, without texts that are no marks. */
export function parseStreamMarks(header: string | readonly string[] | undefined): string[] {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  const marks = text.split(',', maxMarks).map((mark) => mark.trim());
  return marks.filter((mark) => markPattern.test(mark));
}

/** A header's value. */
export function streamMarksText(marks: readonly string[]): string {
  return marks.slice(0, maxMarks).join(', ');
}

/** Whether two marks are of cameras of one server. */
export function isSameServer(mark: string, other: string): boolean {
  return markPattern.exec(mark)?.[1] === markPattern.exec(other)?.[1];
}
