import {
  element,
  elementIdBytes,
  elementSize,
  textElement,
  uintElement,
  unknownSize,
} from './ebml-encode.ts';
import { blockHeadBytes, clusterHeadBytes, keyFrame } from './cluster.ts';
import { codecElements, timestampScaleNs } from './encode-head.ts';
import { elementId } from './element-ids.ts';
import type { SegmentFacts } from './segment-facts.ts';

const defaultDurationId = 0x23e383;

/**
 * The head of a Matroska stream without end, for a program that reads it from a pipe: raw MJPEG has no times, and ffmpeg
 * would give each picture the time of a fixed rate; of raw H.264 it waits for the next picture before it takes one.
 * @param intervalMs the usual time between two pictures; rate control and the H.264 level depend on it
 */
export function liveHead(
  { width, height, avc }: Pick<SegmentFacts, 'width' | 'height' | 'avc'>,
  intervalMs: number,
): Buffer {
  const video = element(elementId.video, [
    uintElement(elementId.flagInterlaced, 2), // progressive
    uintElement(elementId.pixelWidth, width),
    uintElement(elementId.pixelHeight, height),
  ]);
  const entry = element(elementId.trackEntry, [
    uintElement(elementId.trackNumber, 1),
    uintElement(elementId.trackUid, 1),
    uintElement(elementId.trackType, 1), // video
    uintElement(elementId.flagLacing, 0),
    uintElement(defaultDurationId, Math.round(intervalMs * timestampScaleNs)),
    ...codecElements({ avc }),
    video,
  ]);
  return Buffer.concat([
    element(elementId.ebml, [
      textElement(elementId.docType, 'matroska'),
      uintElement(elementId.docTypeVersion, 4),
      uintElement(elementId.docTypeReadVersion, 2),
    ]),
    elementIdBytes(elementId.segment),
    unknownSize,
    element(elementId.info, uintElement(elementId.timestampScale, timestampScaleNs)),
    element(elementId.tracks, entry),
  ]);
}

/**
 * The bytes before a picture: a cluster that has only this one (RFC 9559, sections 5.1.3 and 10.2). So the reader has the
 * picture as soon as its last byte has come.
 * @param timeMs whole milliseconds since the first picture
 */
export function pictureHead(timeMs: number, pictureBytes: number): Buffer {
  const head = Buffer.alloc(clusterHeadBytes + blockHeadBytes);
  const body = clusterHeadBytes - 12 + blockHeadBytes + pictureBytes;
  head.writeUInt32BE(elementId.cluster, 0);
  elementSize(body, 8).copy(head, 4);
  uintElement(elementId.timestamp, timeMs, 8).copy(head, 12);
  head[22] = elementId.simpleBlock;
  elementSize(4 + pictureBytes, 4).copy(head, 23);
  head[27] = 0x81; // track 1
  head[30] = keyFrame; // after a time of 0 since the cluster's
  return head;
}
