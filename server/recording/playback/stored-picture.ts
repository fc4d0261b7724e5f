import type { Frame } from '../../frame/frame.ts';
import { MatroskaError } from '../matroska/matroska-error.ts';
import type { SegmentReader } from '../matroska/segment-reader.ts';
import type { CodedGroup } from './video/picture-decoder.ts';

/** A picture as it is in a file: a JPEG, or H.264 that has to be decoded. */
export type StoredPicture =
  { kind: 'jpeg'; frame: Frame } | { kind: 'h264'; group: CodedGroup; frame: Omit<Frame, 'jpeg'> };

/** Decodes H.264; undefined: the picture is damaged. */
export type DecodeGroup = (group: CodedGroup, left: AbortSignal) => Promise<Buffer | undefined>;

/**
 * Reads a picture, in the turn of the caller in the lane. @param file what the recording is known by
 * @param has the last frame of it that the decoder has decoded @throws MatroskaError; what the file system throws
 */
export async function readStored(
  reader: SegmentReader,
  { file, number, capturedAt }: { file: string; number: number; capturedAt: number },
  has: number,
  signal: AbortSignal,
): Promise<StoredPicture> {
  const { width, height, orientation, avc } = reader.facts;
  const facts = { width, height, orientation, capturedAt, capturedAtMs: 0, sequence: 0 };
  const frame = { ...facts, origin: 'camera' as const };
  if (!avc) return { kind: 'jpeg', frame: { ...frame, jpeg: await reader.readFrame(number, signal) } };
  const data = await reader.readGroup(number, has, signal);
  return { kind: 'h264', frame, group: { file, avc, width, height, frame: number, data } };
}

/** The picture as a JPEG, out of any turn; undefined: it is damaged. @throws as `decode` */
export async function jpegFrame(
  stored: StoredPicture,
  decode: DecodeGroup,
  left: AbortSignal,
): Promise<Frame | undefined> {
  if (stored.kind === 'jpeg') return stored.frame;
  const jpeg = await decode(stored.group, left);
  return jpeg && { ...stored.frame, jpeg };
}

/** As `jpegFrame`. @throws MatroskaError for a damaged picture */
export async function wholeJpegFrame(
  stored: StoredPicture,
  decode: DecodeGroup,
  left: AbortSignal,
): Promise<Frame> {
  const frame = await jpegFrame(stored, decode, left);
  if (!frame) throw new MatroskaError('no-such-frame', 'The picture is damaged');
  return frame;
}
