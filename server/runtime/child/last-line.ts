/** The last line of a program's output, where most programs say why they failed; empty when they said nothing. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
