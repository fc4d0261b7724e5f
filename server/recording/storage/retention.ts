import type { RecordingKind } from '../../contract/recording-kind.ts';
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
  /** The ages of films and of stills. */
  timelapses?: ReadonlyMap<string, CameraLimits> | undefined;
  stills?: ReadonlyMap<string, CameraLimits> | undefined;
  maxBytesPerCamera?: number | undefined;
  /** Of recordings, films and stills together. */
  maxBytes?: number | undefined;
  minFreeBytes?: number | undefined;
  /** Segments that wait for their upload are removed for `minFreeBytes` only, and after all other recordings. */
  keepWaiting?: boolean | undefined;
}

export interface StorageUse {
  /** Of the kind that is looked at. */
  totals: readonly CameraTotals[];
  /** Of all other kinds. */
  otherBytes?: number;
  freeBytes: number;
  /** Wall clock. */
  nowMs: number;
}

export interface RetentionPlan {
  remove: SegmentEntry[];
  /** Whether there is room after that: if not, what is left is protected, or is not of recordings. */
  isEnough: boolean;
  /** Whether a camera has more than its own limit after that. */
  isCameraFull: boolean;
  freeBytes: number;
  /** What the limits of size are of after that: without what is kept for its upload. */
  countedBytes: number;
}

/**
 * The order in which kinds give room. Films and stills of a year are small beside the recordings of a day: if the oldest
 * of all went first, no film could ever be older than the recordings.
 */
const roomOrder = ['recording', 'still', 'timelapse'] as const;

/** The files to delete, of all kinds. @param oldestFirst the files of a kind @param totals of a kind */
export function planAll(
  parts: {
    oldestFirst: (kind: RecordingKind) => Iterable<SegmentEntry>;
    totals: (kind: RecordingKind) => readonly CameraTotals[];
    freeBytes: number;
    nowMs: number;
  },
  limits: RetentionLimits,
): Pick<RetentionPlan, 'remove' | 'isEnough'> {
  const { nowMs, oldestFirst } = parts;
  const totals = new Map(roomOrder.map((kind) => [kind, parts.totals(kind)]));
  const bytes = new Map([...totals].map(([kind, each]) => [kind, bytesIn(each)]));
  let { freeBytes } = parts;
  let isEnough = true;
  let isCameraFull = false;
  const remove: SegmentEntry[] = [];
  for (const kind of roomOrder) {
    const otherBytes = roomOrder.reduce((sum, each) => sum + (each === kind ? 0 : (bytes.get(each) ?? 0)), 0);
    const use = { totals: totals.get(kind) ?? [], otherBytes, freeBytes, nowMs };
    const plan = planRetention(oldestFirst(kind), use, limitsOf(kind, limits));
    bytes.set(kind, plan.countedBytes);
    remove.push(...plan.remove);
    ({ freeBytes, isEnough } = plan);
    isCameraFull ||= plan.isCameraFull;
  }
  return { remove, isEnough: isEnough && !isCameraFull };
}

/** A camera's `maxBytes` is of its recordings only. */
function limitsOf(kind: RecordingKind, limits: RetentionLimits): RetentionLimits {
  if (kind === 'recording') return limits;
  const cameras = kind === 'still' ? limits.stills : limits.timelapses;
  return { ...limits, cameras, maxBytesPerCamera: undefined };
}

function bytesIn(entries: readonly { bytes: number }[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
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
  const { otherBytes = 0 } = use;
  let totalBytes = bytesIn(use.totals) + otherBytes;
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
  const countedBytes = totalBytes - otherBytes;
  return { remove, isEnough: !isOver(), isCameraFull: isCameraFull(), freeBytes, countedBytes };
}

/** Whether there is any limit. */
export function hasLimit({ keepWaiting: _, ...limits }: RetentionLimits): boolean {
  return Object.values(limits).some((limit) => limit !== undefined);
}
