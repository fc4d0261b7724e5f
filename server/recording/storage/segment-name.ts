import { basename, dirname, join } from 'node:path';

/** When a segment started, as its name says it. */
export type SegmentStart =
  | { clock: 'synchronised'; startedAt: Date }
  /** Before the clock was set a date would be wrong: this start of the machine, and its age. */
  | { clock: 'unsynchronised'; bootId: string; bootMs: number };

/** "part" is being written, or was when the power went; "broken" was set aside. */
export type SegmentFileState = 'part' | 'closed' | 'broken';

export interface SegmentName {
  /** The name without what changes: a marker and a thumbnail have it too. */
  id: string;
  start: SegmentStart;
  state: SegmentFileState;
  /** 0 unless it is closed. */
  durationMs: number;
}

const uploadMarkEnding = '.upload';
const unsynchronisedFolder = 'unsynchronised';
const idPattern =
  /^(?:(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z|boot-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{12}))$/;
const namePattern = /^(.+?)(?:_(\d{1,7}\.\d{3})s\.mkv|\.mkv(\.part|\.broken))$/;

/** "2026-11-29T10-05-00.123Z", or "boot-<id>-<milliseconds>": no colons, which FAT and Windows refuse. */
export function segmentId(start: SegmentStart): string {
  return start.clock === 'synchronised'
    ? start.startedAt.toISOString().replaceAll(':', '-')
    : `boot-${start.bootId}-${String(Math.round(start.bootMs)).padStart(12, '0')}`;
}

/** Undefined for what no segment has as its id; so an id that is one leads to no other folder. */
export function parseSegmentId(id: string): SegmentStart | undefined {
  const [, day, hours, minutes, seconds, bootId, bootMs] = idPattern.exec(id) ?? [];
  if (bootId !== undefined) return { clock: 'unsynchronised', bootId, bootMs: Number(bootMs) };
  const startedAt = new Date(`${day}T${hours}:${minutes}:${seconds}Z`);
  if (day === undefined || Number.isNaN(startedAt.getTime())) return undefined;
  return { clock: 'synchronised', startedAt };
}

/** The folder of a camera: an id may have any characters, a name on a disk may not. */
export function cameraFolder(camera: string): string {
  return encodeURIComponent(camera).replaceAll(
    /[.!~*'()]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Undefined for a folder that is no camera's. */
export function cameraOfFolder(folder: string): string | undefined {
  try {
    const camera = decodeURIComponent(folder);
    return camera !== '' && cameraFolder(camera) === folder ? camera : undefined;
  } catch {
    return undefined; // no such encoding
  }
}

/** The folder of a day (UTC) in a camera's folder. */
export function dayFolder(start: SegmentStart): string {
  return start.clock === 'synchronised' ? start.startedAt.toISOString().slice(0, 10) : unsynchronisedFolder;
}

export function isDayFolder(name: string): boolean {
  return name === unsynchronisedFolder || /^\d{4}-\d\d-\d\d$/.test(name);
}

export function parseSegmentFile(name: string): SegmentName | undefined {
  const [, id = '', seconds, ending] = namePattern.exec(name) ?? [];
  const start = parseSegmentId(id);
  if (!start) return undefined;
  const state = ending === '.part' ? 'part' : ending === '.broken' ? 'broken' : 'closed';
  return { id, start, state, durationMs: Math.round(Number(seconds ?? 0) * 1_000) };
}

export function partName(id: string): string {
  return `${id}.mkv.part`;
}

export function brokenName(id: string): string {
  return `${id}.mkv.broken`;
}

export function closedName(id: string, durationMs: number): string {
  return `${id}_${(durationMs / 1_000).toFixed(3)}s.mkv`;
}

/** "…/2026-11-29T10-05-00.123Z.mkv.part" with its duration in the name. */
export function closedPath(partPath: string, durationMs: number): string {
  const name = parseSegmentFile(basename(partPath));
  return join(dirname(partPath), closedName(name?.id ?? basename(partPath), durationMs));
}

/** An empty file beside a segment: retention leaves the segment alone. Files are the truth, so it is one. */
export function protectionName(id: string): string {
  return `${id}.keep`;
}

/** An empty file beside a segment, there from its first frame on: it is to be uploaded. It goes when that is done. */
export function uploadMarkName(id: string): string {
  return `${id}${uploadMarkEnding}`;
}

/** The segment's id; undefined for another file. */
export function parseUploadMark(name: string): string | undefined {
  const id = name.endsWith(uploadMarkEnding) ? name.slice(0, -uploadMarkEnding.length) : '';
  return parseSegmentId(id) ? id : undefined;
}

/** A picture of the segment beside it, if one is made. It is removed with the segment. */
export function thumbnailName(id: string): string {
  return `${id}.jpg`;
}
