import { basename, dirname, join } from 'node:path';
import type { RecordingKind } from '../../contract/recording-kind.ts';
import { localTime } from '../local-time.ts';

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
  kind: RecordingKind;
  start: SegmentStart;
  state: SegmentFileState;
  /** 0 unless it is closed. */
  durationMs: number;
}

const uploadMarkEnding = '.upload';
const unsynchronisedFolder = 'unsynchronised';
const idPattern =
  /^(?:(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z|boot-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{12}))(?:-(timelapse|still))?$/;
const namePattern = /^(.+?)(?:_(\d{1,7}\.\d{3})s\.mkv|\.mkv(\.part|\.broken)|\.jpg(\.part)?)$/;
/** In a camera's folder: its days are in there. */
const kindFolders = { recording: '', timelapse: 'timelapse', still: 'stills' } as const;

/** "2026-11-29T10-05-00.123Z", or "boot-<id>-<milliseconds>": no colons, which FAT and Windows refuse. */
export function segmentId(start: SegmentStart, kind: RecordingKind = 'recording'): string {
  const ending = kind === 'recording' ? '' : `-${kind}`;
  return start.clock === 'synchronised'
    ? start.startedAt.toISOString().replaceAll(':', '-') + ending
    : `boot-${start.bootId}-${String(Math.round(start.bootMs)).padStart(12, '0')}${ending}`;
}

export function kindOfId(id: string): RecordingKind {
  const kind = idPattern.exec(id)?.[7];
  return kind === 'timelapse' || kind === 'still' ? kind : 'recording';
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

/** The folder of a day in a camera's folder: of recordings a day of UTC, of films and stills one where the server is. */
export function dayFolder(start: SegmentStart, kind: RecordingKind = 'recording'): string {
  if (start.clock === 'unsynchronised') return unsynchronisedFolder;
  return kind === 'recording' ? start.startedAt.toISOString().slice(0, 10) : localTime(start.startedAt).day;
}

/** The folder of a segment, below that of the recordings. */
export function segmentFolder(camera: string, start: SegmentStart, kind: RecordingKind): string {
  return join(cameraFolder(camera), kindFolders[kind], dayFolder(start, kind));
}

/** Folders in a camera's folder that have folders of days. */
export const foldersOfDays = Object.values(kindFolders);

export function isDayFolder(name: string): boolean {
  return name === unsynchronisedFolder || /^\d{4}-\d\d-\d\d$/.test(name);
}

export function parseSegmentFile(name: string): SegmentName | undefined {
  const [, id = '', seconds, ending, jpegEnding] = namePattern.exec(name) ?? [];
  const start = parseSegmentId(id);
  if (!start) return undefined;
  const kind = kindOfId(id);
  const isJpeg = seconds === undefined && ending === undefined;
  // A JPEG beside any other is its thumbnail.
  if (isJpeg !== (kind === 'still')) return undefined;
  const last = ending ?? jpegEnding;
  const state = last === '.part' ? 'part' : last === '.broken' ? 'broken' : 'closed';
  return { id, kind, start, state, durationMs: Math.round(Number(seconds ?? 0) * 1_000) };
}

export function partName(id: string): string {
  return kindOfId(id) === 'still' ? `${id}.jpg.part` : `${id}.mkv.part`;
}

export function brokenName(id: string): string {
  return `${id}.mkv.broken`;
}

export function closedName(id: string, durationMs: number): string {
  if (kindOfId(id) === 'still') return `${id}.jpg`;
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

/** The segment's id; undefined for another file, and for a mark of a film or a still, which wait for no upload. */
export function parseUploadMark(name: string): string | undefined {
  const id = name.endsWith(uploadMarkEnding) ? name.slice(0, -uploadMarkEnding.length) : '';
  return parseSegmentId(id) && kindOfId(id) === 'recording' ? id : undefined;
}

/** A picture of the segment beside it, if one is made. It is removed with the segment. */
export function thumbnailName(id: string): string {
  return `${id}.jpg`;
}
