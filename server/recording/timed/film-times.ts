import { open } from 'node:fs/promises';
import { FileSource, type ByteSource } from '../matroska/byte-source.ts';
import { elementsIn, textOf } from '../matroska/ebml-decode.ts';
import { elementId } from '../matroska/element-ids.ts';
import { durationOf } from '../matroska/finish.ts';
import { SegmentReader } from '../matroska/segment-reader.ts';
import { localTime } from '../local-time.ts';

/** The text of a capture time is in the block after its frame's, within so many bytes. */
const textReach = 128;
const blockHeadBytes = 4;
const minute = 60_000;
const datePattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) ([+-]\d\d:\d\d)$/;
const agePattern = /^\+(\d{1,12}\.\d{3}) s$/;

/** "2026-11-29 11:05:00.123 +01:00", by the clock on the wall where the server is. */
export function dateText(at: Date, timeZone?: string): string {
  const { wallMs } = localTime(at, timeZone);
  const offset = Math.round((wallMs - at.getTime()) / minute);
  const two = (count: number) => String(Math.floor(Math.abs(count))).padStart(2, '0');
  const wall = new Date(wallMs).toISOString().slice(0, -1).replace('T', ' ');
  return `${wall} ${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** "+725.300 s" after the film's first frame, for a film from before the clock was set. */
export function ageText(ms: number): string {
  return `+${(ms / 1_000).toFixed(3)} s`;
}

/**
 * When a frame of a film was captured, milliseconds since the epoch. Undefined: it does not say. @throws MatroskaError
 * when there is no such frame
 */
export async function captureTime(
  source: ByteSource,
  reader: SegmentReader,
  frame: number,
): Promise<number | undefined> {
  const { offset, length } = await reader.locate(frame);
  const bytes = Buffer.from(await source.read(offset + length, textReach));
  for (const group of elementsIn(bytes, 0, bytes.length)) {
    if (group.id !== elementId.blockGroup) return undefined;
    for (const block of elementsIn(bytes, group.bodyAt, group.end)) {
      if (block.id !== elementId.block) continue;
      const text = textOf(bytes, { ...block, bodyAt: block.bodyAt + blockHeadBytes });
      return timeIn(text, reader.facts.startedAt);
    }
  }
  return undefined;
}

export interface FileFrame {
  jpeg: Buffer;
  /** Milliseconds since the epoch; undefined: the file does not say. */
  capturedAt: number | undefined;
}

/** A frame of a recording or a film. Undefined: there is none of that number. @throws MatroskaError; what the file system throws */
export async function readFrame(path: string, frame: number): Promise<FileFrame | undefined> {
  return withReader(path, async (source, reader) => {
    if (frame >= reader.frameCount) return undefined;
    const jpeg = await reader.readFrame(frame);
    const startedAt = reader.facts.startedAt.getTime();
    // In a recording, frames have the times of their capture.
    const capturedAt = reader.facts.hasCaptureTimes
      ? await captureTime(source, reader, frame)
      : startedAt + reader.timeOf(frame);
    return { jpeg, capturedAt };
  });
}

/** The time that a film is about: the last frame counts as long as the others on average. Undefined: it does not say. */
export function filmSpanMs(path: string): Promise<number | undefined> {
  return withReader(path, async (source, reader) => {
    const lastMs = await captureTime(source, reader, reader.frameCount - 1);
    if (lastMs === undefined) return undefined;
    return durationOf(reader.frameCount, Math.max(0, lastMs - reader.facts.startedAt.getTime()));
  });
}

async function withReader<T>(
  path: string,
  read: (source: ByteSource, reader: SegmentReader) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    const source = await new FileSource(file).look();
    return await read(source, await SegmentReader.open(source));
  } finally {
    await file.close();
  }
}

function timeIn(text: string, startedAt: Date): number | undefined {
  const [, age] = agePattern.exec(text) ?? [];
  if (age !== undefined) return startedAt.getTime() + Number(age) * 1_000;
  const [, day, time, offset] = datePattern.exec(text) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${time}${offset}`);
}
