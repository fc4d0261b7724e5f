import type { ExportEntry } from '../../../server/contract/export.ts';
import { bytesText, durationText } from '../../parts/text/figures.ts';

/** The state of an export in words. */
export function exportText(entry: ExportEntry): string {
  switch (entry.state) {
    case 'waiting':
      return 'Waiting for its turn';
    case 'running': {
      const percent = `${Math.floor(entry.progress * 100)} %`;
      return entry.seconds_left === null
        ? percent
        : `${percent}, about ${durationText(entry.seconds_left)} left`;
    }
    case 'done': {
      const length = `${bytesText(entry.bytes)}, ${durationText(entry.duration_ms / 1_000)}`;
      if (entry.gaps.length === 0) return length;
      const gaps = entry.gaps.length === 1 ? 'one gap' : `${entry.gaps.length} gaps`;
      return `${length}, with ${gaps}`;
    }
    case 'failed':
      return entry.message;
    case 'cancelled':
      return 'Cancelled';
    default:
      return entry satisfies never;
  }
}
