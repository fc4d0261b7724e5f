import type { ExportFormat } from '../../contract/export.ts';
import type { Clock } from '../../runtime/clock.ts';
import { inBandSets } from '../matroska/avc.ts';
import { MatroskaError } from '../matroska/matroska-error.ts';
import { PictureDecoder } from '../playback/video/picture-decoder.ts';
import { ExportError } from './export-error.ts';
import { framesOf, type RangeFrame, type RangePiece, type RangeSource } from './recorded-range.ts';

/** How the pictures go into the file of an export, or to its encoder. */
export type Coding =
  /** As JPEGs, as they are. */
  | 'mjpeg'
  /** As H.264, as it is. */
  | 'avc'
  /** As JPEGs, some of which are made of H.264 first. */
  | 'decoded';

/** @throws ExportError "mixed" where a file of that format cannot have both */
export function codingOf(pieces: readonly RangePiece[], format: ExportFormat): Coding {
  const [first] = pieces;
  const coded = pieces.filter(({ facts }) => facts.avc !== undefined);
  if (!first || coded.length === 0) return 'mjpeg';
  if (coded.length === pieces.length && format === 'mkv') return 'avc';
  const isOne = pieces.every(({ facts }) => isSameVideo(facts, first.facts));
  if (isOne) return 'avc';
  const isTurned = pieces.some(({ facts }) => facts.orientation !== 1);
  if (format === 'mp4' && !isTurned) return 'decoded';
  const how =
    format === 'mp4' ? 'Export the parts one by one.' : 'Export it as mp4, or the parts one by one.';
  throw new ExportError('mixed', `Some recordings of that time are H.264, and some are MJPEG. ${how}`);
}

function isSameVideo(one: RangePiece['facts'], other: RangePiece['facts']): boolean {
  const isSameSize = one.width === other.width && one.height === other.height;
  return isSameSize && one.avc !== undefined && other.avc !== undefined && one.avc.equals(other.avc);
}

/** All frames of the pieces, as they go into the file. @throws as `framesOf`; DecodeError */
export async function* exportFrames(
  source: RangeSource,
  { camera, pieces, coding }: { camera: string; pieces: readonly RangePiece[]; coding: Coding },
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<RangeFrame> {
  const first = pieces[0]?.facts.avc;
  const isOneVideo = pieces.every(({ facts }) => first && facts.avc?.equals(first));
  // One export is made at a time, so that this is one program more.
  using decoder = new PictureDecoder(clock, () => () => undefined);
  let number = 0;
  for await (const frame of framesOf(source, camera, pieces, signal)) {
    const { id, facts } = frame.piece;
    const { avc, width, height } = facts;
    if (!avc || coding === 'mjpeg') yield frame;
    else if (coding === 'avc') {
      // The head of the file tells a decoder how the first video is coded. Where there is another one, each key frame
      // tells it: the first kind may come again, and a player begins anywhere.
      const isTold = frame.isKey && !isOneVideo;
      yield isTold ? { ...frame, data: Buffer.concat([inBandSets(avc), frame.data]) } : frame;
    } else {
      const group = { file: id, avc, width, height, frame: number++, data: [frame.data] };
      const jpeg = await decoder.picture(group, signal);
      if (!jpeg) throw new MatroskaError('no-such-frame', 'A picture is damaged');
      yield { ...frame, data: jpeg, isKey: true };
    }
  }
}
