import { dateOf, elementsIn, floatOf, readElementHead, textOf, uintOf, type Element } from './ebml-decode.ts';
import { elementId } from './element-ids.ts';
import { captureTimesTrackNumber, durationBytes, seekBytes } from './encode-head.ts';
import { MatroskaError } from './matroska-error.ts';
import { orientationOf } from './pose.ts';
import { tagName, type SegmentFacts } from './segment-facts.ts';

/** A head that is longer is not read; that of a recorder has less than 2 KiB. */
export const maxHeadBytes = 64 * 1024;

/** An AVCDecoderConfigurationRecord without parameter sets. */
const leastAvcBytes = 7;

/** Places in the head that are written over later; undefined where the file has no such place. */
export interface HeadPlaces {
  /** The Segment's 8-byte size. */
  segmentSizeAt: number | undefined;
  /** A Void in the SeekHead, or the Seek of Cues. */
  seekCuesAt: number | undefined;
  /** Of the Tags that are written last. */
  seekTagsAt: number | undefined;
  /** A Void in Info, or the Duration. */
  durationAt: number | undefined;
  dateAt: number | undefined;
  frames: Element | undefined;
  date: Element | undefined;
  clock: Element | undefined;
}

export interface ParsedHead {
  facts: SegmentFacts;
  /** The start of the Segment's body: positions in SeekHead and Cues count from here. */
  segmentBodyAt: number;
  /** The place of the first cluster, also before it is written. */
  clustersAt: number;
  track: number;
  timestampScaleNs: number;
  /** Undefined: the file was never finished. */
  durationMs: number | undefined;
  /** Frames that the file says it has; 0 where it was never finished. */
  frames: number;
  cuesAt: number | undefined;
  places: HeadPlaces;
}

/**
 * Reads what is before the first cluster. @param bytes the file's first bytes, `maxHeadBytes` of them at most
 * @throws MatroskaError when it is no Matroska file with a track of MJPEG or H.264, or the head is cut
 */
export function parseHead(bytes: Buffer): ParsedHead {
  const ebml = readElementHead(bytes, 0);
  if (typeof ebml === 'string' || ebml.id !== elementId.ebml || ebml.size === 'unknown') {
    throw new MatroskaError('not-matroska', 'The file does not begin with an EBML head');
  }
  const segmentAt = ebml.headBytes + ebml.size;
  const segment = readElementHead(bytes, segmentAt);
  if (typeof segment === 'string' || segment.id !== elementId.segment) {
    throw new MatroskaError('not-matroska', 'The file has no Segment');
  }
  const segmentBodyAt = segmentAt + segment.headBytes;
  const head = emptyHead(segmentBodyAt);
  if (segment.sizeBytes === 8) head.places.segmentSizeAt = segmentBodyAt - 8;
  for (const part of elementsIn(bytes, segmentBodyAt, bytes.length)) {
    if (part.id === elementId.cluster || part.id === elementId.cues) break;
    readPart(bytes, part, head);
    head.clustersAt = part.end;
  }
  if (head.track === 0)
    throw new MatroskaError('no-video', 'The head is cut or has no track of MJPEG or H.264');
  return head;
}

function emptyHead(segmentBodyAt: number): ParsedHead {
  return {
    facts: {
      camera: { id: '', name: '' },
      startedAt: new Date(0),
      clock: 'synchronised',
      bootId: '',
      bootMs: 0,
      width: 0,
      height: 0,
      orientation: 1,
    },
    segmentBodyAt,
    clustersAt: segmentBodyAt,
    track: 0,
    timestampScaleNs: 1_000_000,
    durationMs: undefined,
    frames: 0,
    cuesAt: undefined,
    places: {
      segmentSizeAt: undefined,
      seekCuesAt: undefined,
      seekTagsAt: undefined,
      durationAt: undefined,
      dateAt: undefined,
      frames: undefined,
      date: undefined,
      clock: undefined,
    },
  };
}

function readPart(bytes: Buffer, part: Element, head: ParsedHead): void {
  if (part.id === elementId.seekHead) readSeekHead(bytes, part, head);
  else if (part.id === elementId.info) readInfo(bytes, part, head);
  else if (part.id === elementId.tracks) readTracks(bytes, part, head);
  else if (part.id === elementId.tags) readTags(bytes, part, head);
}

function readSeekHead(bytes: Buffer, part: Element, head: ParsedHead): void {
  for (const entry of elementsIn(bytes, part.bodyAt, part.end)) {
    const { places } = head;
    if (entry.id === elementId.void && entry.end - entry.at === seekBytes) {
      if (places.seekCuesAt === undefined) places.seekCuesAt = entry.at;
      else places.seekTagsAt = entry.at;
    }
    if (entry.id !== elementId.seek) continue;
    const fields = [...elementsIn(bytes, entry.bodyAt, entry.end)];
    const id = fields.find((field) => field.id === elementId.seekId);
    const position = fields.find((field) => field.id === elementId.seekPosition);
    if (!id || !position) continue;
    // The Tags of the head come before the place of the Cues, those at the end after it.
    const isLastTags = uintOf(bytes, id) === elementId.tags && places.seekCuesAt !== undefined;
    if (isLastTags && entry.end - entry.at === seekBytes) places.seekTagsAt = entry.at;
    if (uintOf(bytes, id) !== elementId.cues) continue;
    const cuesAt = uintOf(bytes, position);
    head.cuesAt = cuesAt === undefined ? undefined : head.segmentBodyAt + cuesAt;
    if (entry.end - entry.at === seekBytes) places.seekCuesAt = entry.at;
  }
}

function readInfo(bytes: Buffer, part: Element, head: ParsedHead): void {
  let duration: number | undefined;
  for (const field of elementsIn(bytes, part.bodyAt, part.end)) {
    if (field.id === elementId.timestampScale) head.timestampScaleNs = uintOf(bytes, field) || 1_000_000;
    else if (field.id === elementId.duration) duration = floatOf(bytes, field);
    else if (field.id === elementId.dateUtc) {
      head.facts.startedAt = dateOf(bytes, field) ?? head.facts.startedAt;
      head.places.dateAt = field.bodyAt;
    }
    const isPlace = field.id === elementId.void || field.id === elementId.duration;
    if (isPlace && field.end - field.at === durationBytes) head.places.durationAt = field.at;
  }
  if (duration !== undefined && duration >= 0 && Number.isFinite(duration)) {
    head.durationMs = (duration * head.timestampScaleNs) / 1_000_000;
  }
}

function readTracks(bytes: Buffer, part: Element, head: ParsedHead): void {
  for (const entry of elementsIn(bytes, part.bodyAt, part.end)) {
    const fields = [...elementsIn(bytes, entry.bodyAt, entry.end)];
    const codec = fields.find((field) => field.id === elementId.codecId);
    const number = fields.find((field) => field.id === elementId.trackNumber);
    const video = fields.find((field) => field.id === elementId.video);
    if (!codec || !number) continue;
    const text = textOf(bytes, codec);
    if (text === 'S_TEXT/UTF8' && uintOf(bytes, number) === captureTimesTrackNumber)
      head.facts.hasCaptureTimes = true;
    const avc = text === 'V_MPEG4/ISO/AVC' ? avcOf(bytes, fields) : undefined;
    if (head.track !== 0 || !video || (text !== 'V_MJPEG' && !avc)) continue;
    head.track = uintOf(bytes, number) ?? 0;
    if (avc) head.facts.avc = avc;
    readVideo(bytes, video, head);
  }
}

/** Undefined where the track does not say how its pictures are coded, or has lengths of fewer than four bytes. */
function avcOf(bytes: Buffer, fields: readonly Element[]): Buffer | undefined {
  const found = fields.find((field) => field.id === elementId.codecPrivate);
  const record = found && Buffer.from(bytes.subarray(found.bodyAt, found.end));
  return record && record.length >= leastAvcBytes && record[0] === 1 && ((record[4] ?? 0) & 0x03) === 3
    ? record
    : undefined;
}

function readVideo(bytes: Buffer, video: Element, { facts }: ParsedHead): void {
  for (const field of elementsIn(bytes, video.bodyAt, video.end)) {
    if (field.id === elementId.pixelWidth) facts.width = uintOf(bytes, field) ?? 0;
    else if (field.id === elementId.pixelHeight) facts.height = uintOf(bytes, field) ?? 0;
    else if (field.id === elementId.projection) {
      const fields = [...elementsIn(bytes, field.bodyAt, field.end)];
      const angle = (id: number) => {
        const found = fields.find((angleField) => angleField.id === id);
        return found ? (floatOf(bytes, found) ?? 0) : 0;
      };
      const pose = { yaw: angle(elementId.projectionPoseYaw), roll: angle(elementId.projectionPoseRoll) };
      facts.orientation = orientationOf(pose);
    }
  }
}

function readTags(bytes: Buffer, part: Element, head: ParsedHead): void {
  const { facts, places } = head;
  for (const tag of elementsIn(bytes, part.bodyAt, part.end)) {
    for (const simple of elementsIn(bytes, tag.bodyAt, tag.end)) {
      if (simple.id !== elementId.simpleTag) continue;
      const fields = [...elementsIn(bytes, simple.bodyAt, simple.end)];
      const name = fields.find((field) => field.id === elementId.tagName);
      const value = fields.find((field) => field.id === elementId.tagString);
      if (!name || !value) continue;
      const text = textOf(bytes, value);
      switch (textOf(bytes, name)) {
        case tagName.cameraId:
          facts.camera.id = text;
          break;
        case tagName.cameraName:
          facts.camera.name = text;
          break;
        case tagName.bootId:
          facts.bootId = text;
          break;
        case tagName.bootMs:
          facts.bootMs = wholeNumber(text);
          break;
        case tagName.date:
          places.date = value;
          break;
        case tagName.clock:
          facts.clock = text === 'unsynchronised' ? text : 'synchronised';
          places.clock = value;
          break;
        case tagName.frames:
          head.frames = wholeNumber(text);
          places.frames = value;
          break;
      }
    }
  }
}

function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
