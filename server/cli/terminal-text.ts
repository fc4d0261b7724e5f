import { stripVTControlCharacters } from 'node:util';

/** Makes a text from elsewhere safe for a terminal: without codes that would move its cursor or rename its window. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '?');
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

/** Terminal columns that a line fills; letters of East Asia and emoji fill two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}

/** The line filled up or cut to exactly so many columns. */
export function fitted(text: string, columns: number): string {
  const missing = columns - columnsOf(text);
  if (missing >= 0) return text + ' '.repeat(missing);
  let kept = '';
  let left = columns - 1;
  for (const { segment } of graphemes(text)) {
    left -= wide.test(segment) ? 2 : 1;
    if (left < 0) break;
    kept += segment;
  }
  return fitted(columns > 0 ? `${kept}…` : '', columns);
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

function graphemes(text: string): Iterable<{ segment: string }> {
  return new Intl.Segmenter().segment(text);
}
