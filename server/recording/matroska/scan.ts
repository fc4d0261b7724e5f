import { maxBlockHead, readBlockHead } from './block.ts';
import type { ByteSource } from './byte-source.ts';
import { maxElementHead, readElementHead, type ElementHead } from './ebml-decode.ts';
import { elementId, topLevelIds } from './element-ids.ts';
import { elementIdBytes } from './ebml-encode.ts';
import type { ParsedHead } from './parse-head.ts';

export interface ScannedFrame {
  /** Ticks since the file's start. */
  time: number;
  isKey: boolean;
  /** The start of the block in the file, and the start of the frame. */
  blockAt: number;
  frameAt: number;
  frameBytes: number;
}

export type ScannedPart =
  | {
      kind: 'cluster';
      at: number;
      bodyAt: number;
      /** Bytes that the size takes. */
      sizeBytes: number;
      /** End of the last whole block. */
      end: number;
      /** Whether its size says just that. */
      isWhole: boolean;
      frames: ScannedFrame[];
    }
  /** Bytes that make no sense, up to the next cluster or the end. */
  | { kind: 'damage'; from: number; to: number };

export interface ScanOptions {
  /** The place to start at; the first cluster when left out. */
  from?: number;
  /** Looks at each frame's first and last bytes too: a power cut can leave zeros where a frame should be. */
  checkFrames?: boolean;
  signal?: AbortSignal;
}

/** A cluster of seconds has tens of blocks. One with more is a forgery; the scan goes on after so many. */
const maxElementsPerCluster = 100_000;
const searchBytes = 64 * 1024;
const clusterMark = elementIdBytes(elementId.cluster);

/**
 * Walks through the clusters of a file that may be cut, damaged or forged. No length in it is trusted: each step is
 * forward and inside the file, and memory holds one cluster's frames. @throws what `source` throws, or the abort's reason
 */
export async function* scanClusters(
  source: ByteSource,
  head: ParsedHead,
  options: ScanOptions = {},
): AsyncGenerator<ScannedPart> {
  let at = options.from ?? head.clustersAt;
  while (at < source.size) {
    options.signal?.throwIfAborted();
    const found = readElementHead(await source.read(at, maxElementHead), 0);
    if (typeof found !== 'string' && found.id === elementId.cluster) {
      const { part, isDamaged } = await readCluster(
        source,
        at,
        found,
        head.track,
        options.checkFrames ? (head.facts.avc ? isWholeAvc : isWholeJpeg) : undefined,
      );
      yield part;
      at = part.end;
      if (!isDamaged) continue;
      const to = await findCluster(source, at, options.signal);
      if (to > at) yield { kind: 'damage', from: at, to };
      at = to;
    } else if (isPassable(found, source.size - at)) {
      at += found.headBytes + found.size;
    } else {
      const to = await findCluster(source, at + 1, options.signal);
      yield { kind: 'damage', from: at, to };
      at = to;
    }
  }
}

/** Whether it is another element of a Segment, whole: e.g. Cues, or a Void over what was damaged. */
function isPassable(
  found: ElementHead | 'cut' | 'invalid',
  left: number,
): found is ElementHead & { size: number } {
  if (typeof found === 'string' || found.size === 'unknown') return false;
  return (topLevelIds.has(found.id) || found.id === elementId.void) && found.headBytes + found.size <= left;
}

type ClusterPart = Extract<ScannedPart, { kind: 'cluster' }>;

async function readCluster(
  source: ByteSource,
  at: number,
  head: ElementHead,
  track: number,
  isWhole: FrameCheck | undefined,
): Promise<{ part: ClusterPart; isDamaged: boolean }> {
  const bodyAt = at + head.headBytes;
  const statedEnd = head.size === 'unknown' ? Number.POSITIVE_INFINITY : bodyAt + head.size;
  const limit = Math.min(statedEnd, source.size);
  const frames: ScannedFrame[] = [];
  let clusterTime = 0;
  let end = bodyAt;
  let isDamaged = false;
  for (let count = 0; end < limit; count++) {
    const child = await readChild(source, end, limit);
    if (child === 'end' && head.size === 'unknown') break;
    if (typeof child === 'string' || count >= maxElementsPerCluster) {
      isDamaged = true;
      break;
    }
    if (child.id === elementId.timestamp) clusterTime = child.uint;
    if (child.id === elementId.simpleBlock) {
      const { block } = child;
      const isSound = block && (!isWhole || (await isWhole(source, end + block.frameAt, block.frameBytes)));
      if (!isSound) {
        isDamaged = true;
        break;
      }
      const { frameAt, frameBytes, isKey } = block;
      const time = clusterTime + block.time;
      if (block.track === track)
        frames.push({ time, isKey, blockAt: end, frameAt: end + frameAt, frameBytes });
    }
    end += child.bytes;
  }
  const part = { kind: 'cluster' as const, at, bodyAt, sizeBytes: head.sizeBytes, end, frames };
  return { part: { ...part, isWhole: end === statedEnd }, isDamaged };
}

interface Child {
  id: number;
  /** Of the whole element. */
  bytes: number;
  /** The value, for an element that is a number. */
  uint: number;
  block: ReturnType<typeof readBlockHead>;
}

/** The element at `at`; "end" when it belongs to the Segment; "bad" when it is no element that ends before `limit`. */
async function readChild(source: ByteSource, at: number, limit: number): Promise<Child | 'end' | 'bad'> {
  const bytes = await source.read(at, maxBlockHead);
  const head = readElementHead(bytes, 0);
  if (typeof head === 'string') return 'bad';
  if (topLevelIds.has(head.id)) return 'end';
  if (head.size === 'unknown' || at + head.headBytes + head.size > limit) return 'bad';
  const isNumber = head.id === elementId.timestamp && head.size >= 1 && head.size <= 6;
  // The file became shorter while it was read.
  if (isNumber && head.headBytes + head.size > bytes.length) return 'bad';
  return {
    id: head.id,
    bytes: head.headBytes + head.size,
    uint: isNumber ? bytes.readUIntBE(head.headBytes, head.size) : readLong(bytes, head),
    block: head.id === elementId.simpleBlock ? readBlockHead(bytes) : undefined,
  };
}

/** A timestamp of 7 or 8 bytes; 0 for one that no recording reaches. */
function readLong(bytes: Buffer, { headBytes, size }: ElementHead): number {
  if (size !== 8 || headBytes + 8 > bytes.length) return 0;
  const value = Number(bytes.readBigUInt64BE(headBytes));
  return Number.isSafeInteger(value) ? value : 0;
}

type FrameCheck = (source: ByteSource, at: number, length: number) => Promise<boolean>;

async function isWholeJpeg(source: ByteSource, at: number, length: number): Promise<boolean> {
  if (length < 4) return false;
  const [startOfImage, endOfImage] = ['ffd8', 'ffd9'];
  if ((await source.read(at, 2)).toString('hex') !== startOfImage) return false;
  return (await source.read(at + length - 2, 2)).toString('hex') === endOfImage;
}

/** A picture is one NAL unit, or some: one of parameters, one of the encoder's name, slices. */
const maxNalUnits = 64;

/** Each NAL unit has its length before it, begins with a zero bit, and never ends with a zero byte (H.264, 7.3.1). */
async function isWholeAvc(source: ByteSource, at: number, length: number): Promise<boolean> {
  const end = at + length;
  let next = at;
  for (let units = 0; next < end && units < maxNalUnits; units++) {
    const head = Buffer.from(await source.read(next, 5));
    const bytes = head.length === 5 ? head.readUInt32BE(0) : 0;
    const first = head[4] ?? 0;
    next += 4 + bytes;
    if (bytes < 2 || next > end || (first & 0x80) !== 0 || (first & 0x1f) === 0) return false;
    if (((await source.read(next - 1, 1))[0] ?? 0) === 0) return false;
  }
  return next === end;
}

/** The start of the next cluster, at `from` or later; the end when there is none. */
async function findCluster(
  source: ByteSource,
  from: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  for (let at = from; at < source.size;) {
    signal?.throwIfAborted();
    const bytes = await source.read(at, searchBytes);
    const { length } = bytes;
    const found = bytes.indexOf(clusterMark);
    if (found >= 0 && (await isCluster(source, at + found))) return at + found;
    if (found < 0 && length < searchBytes) return source.size;
    at += found >= 0 ? found + 1 : length - (clusterMark.length - 1);
  }
  return source.size;
}

/** The four bytes can be in a picture by chance: a cluster goes on with a size and its timestamp. */
async function isCluster(source: ByteSource, at: number): Promise<boolean> {
  const bytes = await source.read(at, maxElementHead + 1);
  const head = readElementHead(bytes, 0);
  return typeof head !== 'string' && bytes[head.headBytes] === elementId.timestamp;
}
