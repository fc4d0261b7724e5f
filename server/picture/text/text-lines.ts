import { ellipsize, fittingPrefix, textWidth } from './text.ts';

/** Breaks a text into lines of at most `width` pixels, between words where possible. */
export function wrapText(text: string, width: number, dotSize: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer, dotSize) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = brokenWord(word, width, dotSize);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return line === '' ? lines : [...lines, line];
}

/** As few lines as with `wrapText`, but of similar lengths: no single word stands in the last line. */
export function wrapEvenly(text: string, width: number, dotSize: number): string[] {
  const fewest = wrapText(text, width, dotSize).length;
  let tooNarrow = Math.max(0, ...wordsOf(text).map((word) => textWidth(word, dotSize))) - 1;
  let wideEnough = width;
  while (wideEnough - tooNarrow > 1) {
    const middle = Math.floor((tooNarrow + wideEnough) / 2);
    if (wrapText(text, middle, dotSize).length > fewest) tooNarrow = middle;
    else wideEnough = middle;
  }
  return wrapText(text, wideEnough, dotSize);
}

/** At most `linesMax` lines; if the text needs more, the last line ends in an ellipsis. */
export function wrapAtMost(linesMax: number, text: string, width: number, dotSize: number): string[] {
  const lines = wrapText(text, width, dotSize);
  if (lines.length <= linesMax) return wrapEvenly(text, width, dotSize);
  const rest = lines.splice(linesMax - 1).join(' ');
  return [...lines, ellipsize(rest, width, dotSize)];
}

function wordsOf(text: string): string[] {
  return text.normalize('NFC').split(/\s+/).filter(Boolean);
}

/** Breaks a word into pieces that fit; a piece has at least one character, even if that is too wide. */
function brokenWord(word: string, width: number, dotSize: number): string[] {
  const pieces: string[] = [];
  for (let rest = word; rest !== ''; rest = rest.slice(pieces.at(-1)?.length)) {
    pieces.push(fittingPrefix(rest, width, dotSize) || String.fromCodePoint(rest.codePointAt(0) ?? 0));
  }
  return pieces;
}
