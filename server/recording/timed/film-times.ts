import { FileSource } from '../matroska/byte-source.ts';
import { elementsIn, textOf } from '../matroska/ebml-decode.ts';
import { elementId } from '../matroska/element-ids.ts';
import { durationOf } from '../matroska/finish.ts';
import { SegmentReader } from '../matroska/segment-reader.ts';
import { localTime } from '../local-time.ts';
import { openPlain } from '../../runtime/plain-file.ts';

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

/** When a frame was captured, milliseconds since the epoch. Undefined: the film does not say. @throws MatroskaError when there is no such frame */
export async function captureTime(reader: SegmentReader, frame: number): Promise<number | undefined> {
  const { hasCaptureTimes, startedAt } = reader.facts;
  // In a recording, frames have the times of their capture.
  if (!hasCaptureTimes) return startedAt.getTime() + reader.timeOf(frame);
  const bytes = await reader.bytesAfter(frame, textReach);
  for (const group of elementsIn(bytes, 0, bytes.length)) {
    if (group.id !== elementId.blockGroup) return undefined;
    for (const block of elementsIn(bytes, group.bodyAt, group.end)) {
      if (block.id !== elementId.block) continue;
      return timeIn(textOf(bytes, { ...block, bodyAt: block.bodyAt + blockHeadBytes }), startedAt);
    }
  }
  return undefined;
}

/** The time that a film is about: the last frame counts as long as the others on average. Undefined: it does not say. */
export async function filmSpanMs(path: string): Promise<number | undefined> {
  const file = await openPlain(path);
  try {
    const reader = await SegmentReader.open(await new FileSource(file).look());
    const lastMs = await captureTime(reader, reader.frameCount - 1);
    if (lastMs === undefined) return undefined;
    return durationOf(reader.frameCount, Math.max(0, lastMs - reader.facts.startedAt.getTime()));
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
