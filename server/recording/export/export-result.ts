import type { ExportFormat } from '../../contract/export.ts';

/** A finished export. */
export interface ExportResult {
  frames: number;
  bytes: number;
  durationMs: number;
  /** Wall clock of the first frame. */
  startMs: number;
  gaps: { from_ms: number; to_ms: number }[];
}

/** "Front door 2026-11-29 10-05-00 5m00s.mp4": a name for people, that every file system takes. */
export function exportFileName(
  camera: string,
  startMs: number,
  durationMs: number,
  format: ExportFormat,
): string {
  const name = camera
    .replaceAll(/[\\/:*?"<>|\p{Cc}\p{Cs}]/gu, '_')
    .replace(/^[.\s]+/, '')
    .trim();
  return `${name || 'camera'} ${localTime(startMs).replaceAll(':', '-')} ${shortDuration(durationMs)}.${format}`;
}

/** "2026-11-29 10:05:00", where the server is. */
export function localTime(atMs: number): string {
  const at = new Date(atMs);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(twoDigits).join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`;
}

function shortDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${hours}h${twoDigits(minutes % 60)}m${twoDigits(seconds % 60)}s`;
  return minutes > 0 ? `${minutes}m${twoDigits(seconds % 60)}s` : `${seconds}s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
