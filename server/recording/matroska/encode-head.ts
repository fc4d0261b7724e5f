import { randomBytes } from 'node:crypto';
import {
  dateBytes,
  element,
  elementIdBytes,
  floatElement,
  textElement,
  uintElement,
  unknownSize,
  voidElement,
} from './ebml-encode.ts';
import { elementId } from './element-ids.ts';
import { poseOf } from './pose.ts';
import { clockBytes, frameDigits, tagDate, tagName, type SegmentFacts } from './segment-facts.ts';

/**
 * Nanoseconds of one tick. Milliseconds: the error is at most 0.5 ms, far below a camera's own jitter; a block's 16-bit
 * time reaches 32 s, so a cluster of seconds always fits; and each player knows this scale, as it is the default
 * (RFC 9559, section 5.1.2.9).
 */
export const timestampScaleNs = 1_000_000;

/** Bytes of a Seek element with an 8-byte position; Voids of that size hold the places of those of Cues and of the last Tags. */
export const seekBytes = 21;
/** Bytes of a Duration element; a Void holds its place until it is known. */
export const durationBytes = 11;

export const captureTimesTrackNumber = 2;

const application = 'rpicam-kiosk';

/**
 * All of a file before its first cluster (RFC 9559, sections 5.1 and 6.3). The Segment's size is unknown, Void elements
 * hold the places of Duration and of the Seeks of what comes last, and NUMBER_OF_FRAMES is 0: `finishPatches` fills these in.
 */
export function encodeHead(facts: SegmentFacts, uid: Buffer = randomBytes(24)): Buffer {
  const parts = { info: segmentInfo(facts, uid), tracks: tracks(facts, uid), tags: tags(facts) };
  // The positions are of fixed length, so a first try tells how long the SeekHead is.
  const seekHeadBytes = seekHead(0, parts).length;
  const segment = [seekHead(seekHeadBytes, parts), parts.info, parts.tracks, parts.tags];
  return Buffer.concat([ebmlHead(), elementIdBytes(elementId.segment), unknownSize, ...segment]);
}

/** A Seek element: where in the Segment's body an element is (RFC 9559, section 5.1.1.1). */
export function seekElement(id: number, position: number): Buffer {
  return element(elementId.seek, [
    element(elementId.seekId, elementIdBytes(id)),
    uintElement(elementId.seekPosition, position, 8),
  ]);
}

function ebmlHead(): Buffer {
  return element(elementId.ebml, [
    uintElement(elementId.ebmlVersion, 1),
    uintElement(elementId.ebmlReadVersion, 1),
    uintElement(elementId.ebmlMaxIdLength, 4),
    uintElement(elementId.ebmlMaxSizeLength, 8),
    textElement(elementId.docType, 'matroska'),
    // SimpleBlock came with version 2, Projection and CueRelativePosition with 4.
    uintElement(elementId.docTypeVersion, 4),
    uintElement(elementId.docTypeReadVersion, 2),
  ]);
}

function seekHead(startAt: number, parts: { info: Buffer; tracks: Buffer; tags: Buffer }): Buffer {
  const tracksAt = startAt + parts.info.length;
  return element(elementId.seekHead, [
    seekElement(elementId.info, startAt),
    seekElement(elementId.tracks, tracksAt),
    seekElement(elementId.tags, tracksAt + parts.tracks.length),
    voidElement(seekBytes),
    voidElement(seekBytes),
  ]);
}

function segmentInfo(facts: SegmentFacts, uid: Buffer): Buffer {
  return element(elementId.info, [
    element(elementId.segmentUuid, uid.subarray(0, 16)),
    uintElement(elementId.timestampScale, timestampScaleNs),
    voidElement(durationBytes),
    element(elementId.dateUtc, dateBytes(facts.startedAt)),
    textElement(elementId.title, facts.camera.name),
    textElement(elementId.muxingApp, application),
    textElement(elementId.writingApp, application),
  ]);
}

function tracks(facts: SegmentFacts, uid: Buffer): Buffer {
  const { yaw, roll } = poseOf(facts.orientation);
  const projection = element(elementId.projection, [
    uintElement(elementId.projectionType, 0),
    floatElement(elementId.projectionPoseYaw, yaw),
    floatElement(elementId.projectionPosePitch, 0),
    floatElement(elementId.projectionPoseRoll, roll),
  ]);
  const video = element(elementId.video, [
    uintElement(elementId.flagInterlaced, 2), // progressive
    uintElement(elementId.pixelWidth, facts.width),
    uintElement(elementId.pixelHeight, facts.height),
    ...(yaw === 0 && roll === 0 ? [] : [projection]),
  ]);
  const entry = element(elementId.trackEntry, [
    uintElement(elementId.trackNumber, 1),
    uintElement(elementId.trackUid, uid.readUIntBE(16, 6) + 1), // 0 is not allowed
    uintElement(elementId.trackType, 1), // video
    uintElement(elementId.flagLacing, 0),
    textElement(elementId.trackName, facts.camera.name),
    textElement(elementId.language, 'und'),
    ...codecElements(facts),
    video,
  ]);
  return element(elementId.tracks, facts.hasCaptureTimes ? [entry, captureTimesTrack(uid)] : entry);
}

/** How the pictures of a track are coded. */
export function codecElements({ avc }: Pick<SegmentFacts, 'avc'>): Buffer[] {
  if (!avc) return [textElement(elementId.codecId, 'V_MJPEG')];
  return [textElement(elementId.codecId, 'V_MPEG4/ISO/AVC'), element(elementId.codecPrivate, avc)];
}

/** Players show it as subtitles to those who choose it. */
function captureTimesTrack(uid: Buffer): Buffer {
  return element(elementId.trackEntry, [
    uintElement(elementId.trackNumber, captureTimesTrackNumber),
    uintElement(elementId.trackUid, uid.readUIntBE(16, 6) + 2),
    uintElement(elementId.trackType, 17), // subtitle
    uintElement(elementId.flagDefault, 0),
    uintElement(elementId.flagLacing, 0),
    textElement(elementId.trackName, 'Time of capture'),
    textElement(elementId.language, 'und'),
    textElement(elementId.codecId, 'S_TEXT/UTF8'),
  ]);
}

function tags(facts: SegmentFacts): Buffer {
  const simpleTag = (name: string, text: string, bytes = 0) =>
    element(elementId.simpleTag, [
      textElement(elementId.tagName, name),
      textElement(elementId.tagString, text, bytes),
    ]);
  const tag = element(elementId.tag, [
    element(elementId.targets, []),
    simpleTag(tagName.cameraId, facts.camera.id),
    simpleTag(tagName.cameraName, facts.camera.name),
    simpleTag(tagName.date, tagDate(facts.startedAt)),
    simpleTag(tagName.clock, facts.clock, clockBytes),
    simpleTag(tagName.bootId, facts.bootId),
    simpleTag(tagName.bootMs, String(Math.round(facts.bootMs))),
    simpleTag(tagName.orientation, String(facts.orientation)),
    simpleTag(tagName.frames, '0'.padStart(frameDigits, '0')),
  ]);
  return element(elementId.tags, tag);
}
