/** One sentence and what shows that it is so; throws when it is not. */
export type Check = [sentence: string, check: () => void | Promise<void>];

/** @throws Error with what was found instead */
export function expectText(text: string, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(text);
  if (!found) throw new Error(`expected ${pattern}, found:\n${text}`);
  return found;
}

export function expectNoText(text: string, pattern: RegExp): void {
  if (pattern.test(text)) throw new Error(`expected no ${pattern}, found:\n${text}`);
}

/** @throws Error with both values */
export function expectSame(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`expected ${String(wanted)}, found ${String(found)}`);
}
