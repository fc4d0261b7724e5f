import { columnsOf, fitted, printableLine } from '../terminal-text.ts';
import type { CameraView } from './read-cameras.ts';

/** The content of the screen. */
export interface WatchView {
  /** The address of the server. */
  address: string;
  /** Undefined before the first answer. */
  cameras: CameraView[] | undefined;
  /** When `cameras` were read. */
  at: Date | undefined;
  /** Why there is no newer answer. */
  problem: string | undefined;
}

export interface ScreenSize {
  columns: number;
  rows: number;
}

interface Column {
  title: string;
  text: (camera: CameraView) => string;
  alignRight?: boolean;
  /** Left out where no camera has it. */
  optional?: boolean;
}

const maxColumnWidth = 24;

const columns: Column[] = [
  { title: 'CAMERA', text: ({ id }) => printableLine(id) },
  {
    title: 'STATE',
    text: ({ state, kind }) => (state === 'online' && kind === 'sleeping' ? 'sleeping' : state),
  },
  { title: 'FPS', text: ({ fps }) => fixed(fps), alignRight: true },
  { title: 'SIZE', text: ({ width, height }) => (width && height ? `${width}x${height}` : '-') },
  { title: 'VIEWERS', text: ({ subscribers }) => String(subscribers), alignRight: true },
  { title: 'AGE', text: ({ last_frame_age }) => age(last_frame_age), alignRight: true },
  { title: 'DROPS', text: ({ drops }) => String(drops ?? '-'), alignRight: true, optional: true },
  { title: 'FAILURES', text: ({ failures }) => String(failures ?? '-'), alignRight: true, optional: true },
  { title: 'REASON', text: reason },
];

/** The lines of a screen of this size, none of them wider. */
export function watchFrame(view: WatchView, { columns: width, rows }: ScreenSize): string[] {
  const head = [`${view.address}  ${view.at?.toLocaleTimeString('en-GB') ?? ''}  q quits`.trim()];
  if (view.problem !== undefined) head.push(`Not up to date: ${printableLine(view.problem)}`);
  else if (view.cameras === undefined) head.push('Asking the server ...');
  else if (view.cameras.length === 0) head.push('No cameras are configured.');
  head.push('');
  const table = view.cameras && view.cameras.length > 0 ? tableOf(view.cameras) : [];
  const room = Math.max(1, rows - head.length - 1);
  const hidden = table.length - room;
  const shown =
    hidden > 0 ? [...table.slice(0, room - 1), `… ${hidden + 1} more; make the window taller`] : table;
  // A terminal wraps after its last column, so that column stays free.
  return [...head, ...shown].slice(0, rows).map((line) => fitted(line, width - 1).trimEnd());
}

/** One camera in one line, for programs and files. */
export function cameraLine(camera: CameraView): string {
  const fields = [
    printableLine(camera.id),
    camera.state,
    `fps=${fixed(camera.fps)}`,
    `viewers=${camera.subscribers}`,
    `age=${age(camera.last_frame_age)}`,
    ...(camera.drops === undefined ? [] : [`drops=${camera.drops}`]),
    ...(camera.failures === undefined ? [] : [`failures=${camera.failures}`]),
    reason(camera),
  ];
  return fields.join(' ').trimEnd();
}

function tableOf(cameras: CameraView[]): string[] {
  const shown = columns.filter(
    ({ optional, text }) => !optional || cameras.some((camera) => text(camera) !== '-'),
  );
  const cells = [
    shown.map(({ title }) => title),
    ...cameras.map((camera) => shown.map(({ text }) => text(camera))),
  ];
  const widths = shown.map((_, index) =>
    Math.min(maxColumnWidth, Math.max(...cells.map((row) => columnsOf(row[index] ?? '')))),
  );
  return cells.map((row) =>
    row
      .map((cell, index) => {
        // The last cell may be as long as the line.
        if (index === row.length - 1) return cell;
        const filled = fitted(cell, widths[index] ?? 0);
        return shown[index]?.alignRight ? filled.trimEnd().padStart(filled.length) : filled;
      })
      .join('  '),
  );
}

function reason({ state, message, reason: code, detail }: CameraView): string {
  if (code) return printableLine(`${code}: ${detail ?? message}`);
  return state === 'online' ? '' : printableLine(message);
}

function fixed(value: number | null | undefined): string {
  return typeof value === 'number' ? value.toFixed(1) : '-';
}

function age(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds < 100) return `${seconds.toFixed(1)}s`;
  return seconds < 6_000 ? `${Math.round(seconds / 60)}min` : `${Math.round(seconds / 3_600)}h`;
}
