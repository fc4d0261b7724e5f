import { dateBytes, elementSize, floatElement, voidElement } from './ebml-encode.ts';
import { seekBytes, seekElement } from './encode-head.ts';
import { elementId } from './element-ids.ts';
import type { ParsedHead } from './parse-head.ts';
import { tagDate } from './segment-facts.ts';

/** Bytes to write over others. */
export interface Patch {
  at: number;
  bytes: Buffer;
}

/** The last frame lasts as long as the others on average; a lone one a thirtieth of a second. In milliseconds. */
export function durationOf(frames: number, lastFrameMs: number): number {
  return lastFrameMs + (frames > 1 ? lastFrameMs / (frames - 1) : 1_000 / 30);
}

export interface FinishedFile {
  /** Length of the whole file. */
  bytes: number;
  durationMs: number;
  frames: number;
  /** The start of the Cues element; undefined when there is none. */
  cuesAt: number | undefined;
  /** The start of the Tags element at the end; undefined when there is none. */
  tagsAt?: number | undefined;
}

/**
 * The writes that turn an unfinished file into a finished one: the sizes and places that were not known when its head was written.
 * A place that the head does not have is left out.
 */
export function finishPatches(head: ParsedHead, file: FinishedFile): Patch[] {
  const { segmentBodyAt, places } = head;
  const patches: Patch[] = [];
  if (places.durationAt !== undefined) {
    const ticks = (file.durationMs * 1_000_000) / head.timestampScaleNs;
    patches.push({ at: places.durationAt, bytes: floatElement(elementId.duration, ticks) });
  }
  if (places.seekCuesAt !== undefined && file.cuesAt !== undefined) {
    const seek = seekElement(elementId.cues, file.cuesAt - segmentBodyAt);
    patches.push({ at: places.seekCuesAt, bytes: seek });
  }
  if (places.seekTagsAt !== undefined) {
    // A writer that was killed may have left a place of Tags that the repair has cut off.
    const bytes =
      file.tagsAt === undefined
        ? voidElement(seekBytes)
        : seekElement(elementId.tags, file.tagsAt - segmentBodyAt);
    patches.push({ at: places.seekTagsAt, bytes });
  }
  if (places.frames) {
    const digits = places.frames.end - places.frames.bodyAt;
    const text = String(file.frames).padStart(digits, '0').slice(-digits);
    patches.push({ at: places.frames.bodyAt, bytes: Buffer.from(text) });
  }
  // Last: a file whose Segment has a size is finished.
  if (places.segmentSizeAt !== undefined) {
    patches.push({ at: places.segmentSizeAt, bytes: elementSize(file.bytes - segmentBodyAt, 8) });
  }
  return patches;
}

/** The write that gives a file the right start, after the clock was set. */
export function startPatches({ places }: ParsedHead, startedAt: Date): Patch[] {
  const patches: Patch[] = [];
  if (places.dateAt !== undefined) patches.push({ at: places.dateAt, bytes: dateBytes(startedAt) });
  const over = (place: { bodyAt: number; end: number } | undefined, text: string) => {
    if (!place || place.end - place.bodyAt < text.length) return;
    const bytes = Buffer.alloc(place.end - place.bodyAt);
    bytes.write(text);
    patches.push({ at: place.bodyAt, bytes });
  };
  over(places.date, tagDate(startedAt));
  over(places.clock, 'synchronised');
  return patches;
}
