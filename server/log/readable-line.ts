import { prettyFactory } from 'pino-pretty';

/** Formats a line of pino's JSON for people, with its line end; the stack of an error follows on further lines. */
export type LineFormat = (line: string) => string;

/**
 * Fields that are not repeated after the message: `2026-11-20 20:15:03 WARNING door: Camera not found.
 * reason=no-device`.
 */
const shownElsewhere = new Set(['level', 'time', 'msg', 'camera', 'err']);
/** Characters that would move the cursor, change colours or begin a new line. */
const controlCharacter = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const maxValueLength = 1_000;

/** @param show `time` is false where the reader, e.g. syslog, adds the time itself */
export function readableFormat(show: { time: boolean; color: boolean }): LineFormat {
  const pretty = prettyFactory({
    colorize: show.color,
    include: 'err',
    messageFormat: (log, _messageKey, _levelLabel, { colors }) => {
      const level = levelName(Number(log['level']));
      const words = show.time ? [localTime(new Date(Number(log['time']))), level] : [level];
      const head = Number(log['level']) >= 40 ? colors.yellow(words.join(' ')) : words.join(' ');
      const camera = log['camera'] === undefined ? [] : [`${plain(log['camera'])}:`];
      return [head, ...camera, plain(log['msg'] ?? ''), ...fields(log)].filter(Boolean).join(' ');
    },
  });
  return (line) => pretty(line.trimEnd()) ?? '';
}

/**
 * The level names that LOG_LEVEL takes.
 * @param level one of pino's numbers
 */
function levelName(level: number): string {
  if (level >= 60) return 'CRITICAL';
  if (level >= 50) return 'ERROR';
  if (level >= 40) return 'WARNING';
  return level >= 30 ? 'INFO' : 'DEBUG';
}

function localTime(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

function fields(log: Record<string, unknown>): string[] {
  return Object.entries(log)
    .filter(([key, value]) => !shownElsewhere.has(key) && !isEmpty(value))
    .map(([key, value]) => `${key}=${quoted(plain(value))}`);
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function plain(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.slice(0, maxValueLength).replace(controlCharacter, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function quoted(text: string): string {
  return /^[^\s"=]+$/.test(text) ? text : `"${text.replaceAll('"', "'")}"`;
}
