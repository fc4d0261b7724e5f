import { redactUrls } from '../program-errors.ts';

const maxShownCharacters = 100;

/** An answer that even a lenient reader cannot take for HTTP. The message shows the line in question. */
export class MalformedHttp extends Error {
  /** @param line the received line, one character for each byte */
  constructor(reason: string, line: string) {
    super(line === '' ? reason : `${reason}: "${shown(line)}"`);
    this.name = 'MalformedHttp';
  }
}

/** Makes a line safe for the log: short, without control characters and passwords. */
function shown(line: string): string {
  const plain = redactUrls(line)
    .replace(/\b(authorization|(set-)?cookie|basic|digest|bearer)\b.*/is, '$1 ***')
    .replace(/[^\x20-\x7e]/g, (byte) => `\\x${(byte.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`);
  return plain.length > maxShownCharacters ? `${plain.slice(0, maxShownCharacters)}…` : plain;
}
