import type { ByteSource } from './byte-source.ts';
import { decodeCues } from './decode-cues.ts';
import { elementsIn, maxElementHead, readElementHead, textOf } from './ebml-decode.ts';
import { elementId } from './element-ids.ts';
import { FrameTable } from './frame-table.ts';
import type { ParsedHead } from './parse-head.ts';
import type { ReaderLimits } from './reader-limits.ts';
import { scanClusters } from './scan.ts';
import { tagName } from './segment-facts.ts';

/** The frames by the Cues; undefined when there are none, or they contradict themselves. */
export async function readCues(
  source: ByteSource,
  head: ParsedHead,
  limits: ReaderLimits,
): Promise<FrameTable | undefined> {
  if (head.cuesAt === undefined || head.durationMs === undefined) return undefined;
  const found = readElementHead(await source.read(head.cuesAt, maxElementHead), 0);
  if (typeof found === 'string' || found.id !== elementId.cues || found.size === 'unknown') return undefined;
  const bodyAt = head.cuesAt + found.headBytes;
  if (found.size > limits.maxCuesBytes || bodyAt + found.size > source.size) return undefined;
  // Cues may leave frames out, as those of other programs do.
  if (head.frames === 0 || head.frames > limits.maxFrames) return undefined;
  const cues = await source.read(bodyAt, found.size);
  if (!head.facts.avc) return tableOf(cues, head);
  const keys = new Set<number>();
  await decodeCues(Buffer.from(cues), head.track, (_, cluster, block) => {
    keys.add(cluster + block);
    return true;
  });
  const places = await readPlaces(source, bodyAt + found.size, limits);
  return tableOf(places ?? cues, head, places && keys);
}

/** The frames as a list of their places says it; undefined: it is not about all frames. */
async function tableOf(
  places: Buffer,
  head: ParsedHead,
  keys?: ReadonlySet<number>,
): Promise<FrameTable | undefined> {
  const table = new FrameTable(Math.min(head.frames, places.length));
  const count = await decodeCues(places, head.track, (time, cluster, block) => {
    const isKey = !keys || keys.has(cluster + block);
    return table.length < head.frames && table.add(time, head.segmentBodyAt + cluster, block, isKey);
  });
  return count === head.frames ? table : undefined;
}

/** The places of all frames of H.264, in a tag right behind the Cues; undefined: there is none. */
async function readPlaces(
  source: ByteSource,
  at: number,
  { maxCuesBytes }: ReaderLimits,
): Promise<Buffer | undefined> {
  const tags = readElementHead(await source.read(at, maxElementHead), 0);
  if (typeof tags === 'string' || tags.id !== elementId.tags || tags.size === 'unknown') return undefined;
  const bodyAt = at + tags.headBytes;
  if (tags.size > maxCuesBytes || bodyAt + tags.size > source.size) return undefined;
  const bytes = await source.read(bodyAt, tags.size);
  for (const tag of elementsIn(bytes, 0, bytes.length)) {
    for (const simple of elementsIn(bytes, tag.bodyAt, tag.end)) {
      const fields = [...elementsIn(bytes, simple.bodyAt, simple.end)];
      const name = fields.find(({ id }) => id === elementId.tagName);
      const value = fields.find(({ id }) => id === elementId.tagBinary);
      if (name && value && textOf(bytes, name) === tagName.places)
        return bytes.subarray(value.bodyAt, value.end);
    }
  }
  return undefined;
}

/** The frames by a look at all clusters. @throws as `scanClusters` */
export async function scanFrames(
  source: ByteSource,
  head: ParsedHead,
  limits: ReaderLimits,
  signal: AbortSignal | undefined,
): Promise<FrameTable> {
  const table = new FrameTable();
  for await (const part of scanClusters(source, head, signal ? { signal } : {})) {
    if (part.kind !== 'cluster') continue;
    for (const { time, blockAt, isKey } of part.frames) {
      if (table.length >= limits.maxFrames) return table;
      table.add(time, -1, blockAt, isKey);
    }
  }
  return table;
}
