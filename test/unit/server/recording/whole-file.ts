import type { ByteSource } from '../../../../server/recording/matroska/byte-source.ts';
import type { Cluster } from '../../../../server/recording/matroska/cluster.ts';
import { MatroskaWriter } from '../../../../server/recording/matroska/matroska-writer.ts';
import type { SegmentFacts } from '../../../../server/recording/matroska/segment-facts.ts';

export interface TimedFrame {
  /** A JPEG, or a picture of H.264. */
  jpeg: Buffer;
  atMs: number;
  /** Of H.264: whether it begins a group. */
  isKey?: boolean;
}

function write(facts: SegmentFacts, frames: TimedFrame[], clusterMs: number) {
  const writer = new MatroskaWriter(facts);
  const parts = [writer.head];
  let open: { cluster: Cluster; atMs: number } | undefined;
  for (const { jpeg, atMs, isKey } of frames) {
    const isSame = open && !isKey && atMs - open.atMs < clusterMs;
    if (open && isSame && writer.add(open.cluster, atMs, jpeg, isKey)) continue;
    if (open) parts.push(open.cluster.whole);
    open = { cluster: writer.openCluster(Buffer.alloc(Math.max(200_000, jpeg.length + 100)), atMs), atMs };
    writer.add(open.cluster, atMs, jpeg, isKey);
  }
  if (open) parts.push(open.cluster.whole);
  return { writer, bytes: Buffer.concat(parts) };
}

/** A file whose writer was killed after its last cluster. */
export function unfinishedFile(facts: SegmentFacts, frames: TimedFrame[], clusterMs = 1_000): Buffer {
  return write(facts, frames, clusterMs).bytes;
}

/** @param seen the labels that a hook saw, and when, in milliseconds since the first frame */
export function wholeFile(
  facts: SegmentFacts,
  frames: TimedFrame[],
  clusterMs = 1_000,
  seen: [label: string, atMs: number][] = [],
): Buffer {
  const { writer, bytes } = write(facts, frames, clusterMs);
  for (const [label, atMs] of seen) writer.seen.add(label, atMs);
  const { cues, patches } = writer.end();
  const whole = Buffer.concat([bytes, cues]);
  for (const patch of patches) patch.bytes.copy(whole, patch.at);
  return whole;
}

/** Bytes in memory, to be read like a file. */
export function bufferSource(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) };
}
