/** The last line of a program's output, in which most programs say why they failed; empty without output. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
