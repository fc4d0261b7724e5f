import type { CameraTotals, SegmentEntry } from './segment-entry.ts';

/** The limits of one camera. */
export interface CameraLimits {
  maxAgeMs?: number | undefined;
  maxBytes?: number | undefined;
}

/** The rule for what is kept; undefined: no such limit. */
export interface RetentionLimits {
  maxAgeMs?: number | undefined;
  /** Of single cameras, instead of `maxAgeMs` and `maxBytesPerCamera`. */
  cameras?: ReadonlyMap<string, CameraLimits> | undefined;
  maxBytesPerCamera?: number | undefined;
  maxBytes?: number | undefined;
  minFreeBytes?: number | undefined;
  /** Segments that wait for their upload are removed for `minFreeBytes` only, and after all others. */
  keepWaiting?: boolean | undefined;
}

export interface StorageUse {
  totals: readonly CameraTotals[];
  freeBytes: number;
  /** Wall clock. */
  nowMs: number;
}

export interface RetentionPlan {
  remove: SegmentEntry[];
  /** Whether there is room after that: if not, what is left is protected, or is not of recordings. */
  isEnough: boolean;
}

/** The segments to delete, of those given oldest first: none that is protected, and none that the limits do not ask for. */
export function planRetention(
  oldestFirst: Iterable<SegmentEntry>,
  use: StorageUse,
  limits: RetentionLimits,
): RetentionPlan {
  const { maxAgeMs = Infinity, maxBytesPerCamera = Infinity, maxBytes = Infinity, minFreeBytes = 0 } = limits;
  const ageOf = (camera: string) => limits.cameras?.get(camera)?.maxAgeMs ?? maxAgeMs;
  const mostOf = (camera: string) => limits.cameras?.get(camera)?.maxBytes ?? maxBytesPerCamera;
  const ages = [...(limits.cameras?.values() ?? [])].map((camera) => camera.maxAgeMs ?? Infinity);
  const leastAgeMs = Math.min(maxAgeMs, ...ages);
  const bytesOf = new Map(use.totals.map(({ camera, bytes }) => [camera, bytes]));
  let totalBytes = use.totals.reduce((sum, { bytes }) => sum + bytes, 0);
  let { freeBytes } = use;
  const isFull = () => totalBytes > maxBytes || freeBytes < minFreeBytes;
  const isCameraFull = () => [...bytesOf].some(([camera, bytes]) => bytes > mostOf(camera));
  const isOver = () => isFull() || isCameraFull();
  const remove: SegmentEntry[] = [];
  const leaveOut = ({ camera, bytes }: SegmentEntry) => {
    bytesOf.set(camera, (bytesOf.get(camera) ?? 0) - bytes);
    totalBytes -= bytes;
  };
  const drop = (entry: SegmentEntry) => {
    remove.push(entry);
    leaveOut(entry);
    freeBytes += entry.bytes;
  };
  const waiting: SegmentEntry[] = [];
  for (const entry of oldestFirst) {
    const isYoung = use.nowMs - entry.startMs <= leastAgeMs;
    // All others are younger still.
    if (isYoung && entry.clock === 'synchronised' && !isOver()) break;
    if (entry.protected) continue;
    if (limits.keepWaiting && entry.waitsForUpload) {
      waiting.push(entry);
      continue;
    }
    const cameraBytes = bytesOf.get(entry.camera) ?? 0;
    // The date of one from before the clock was set says nothing of its age.
    const ageMs = use.nowMs - (entry.startMs + entry.durationMs);
    const isOld = entry.clock === 'synchronised' && ageMs > ageOf(entry.camera);
    if (!isOld && cameraBytes <= mostOf(entry.camera) && !isFull()) continue;
    drop(entry);
  }
  for (const entry of waiting) {
    if (freeBytes < minFreeBytes) drop(entry);
    // What is kept for its upload may be more than the limits: recording goes on.
    else leaveOut(entry);
  }
  return { remove, isEnough: !isOver() };
}

/** Whether there is any limit. */
export function hasLimit({ keepWaiting: _, ...limits }: RetentionLimits): boolean {
  return Object.values(limits).some((limit) => limit !== undefined);
}
