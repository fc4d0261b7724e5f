import { delimiter, isAbsolute, resolve } from 'node:path';

/**
 * The command line or the environment is wrong. The message is one line for the user, below the first line of
 * `usageProblem`; the exit code is 2.
 */
export class UsageError extends Error {}

/** @throws UsageError naming the flag or variable */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
    throw new UsageError(`${name} must be a whole number from ${min} to ${max}: ${text}`);
  }
  return value;
}

/** @throws UsageError naming the flag or variable */
export function yesOrNo(name: string, text: string): boolean {
  const word = oneOf(name, text.toLowerCase(), ['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off']);
  return ['1', 'true', 'yes', 'on'].includes(word);
}

/** @throws UsageError naming the flag or variable */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text);
  if (word === undefined) throw new UsageError(`${name} must be one of ${words.join(', ')}: ${text}`);
  return word;
}

/** @throws UsageError naming the flag or variable */
export function folderList(name: string, text: string): string[] {
  const folders = text.split(delimiter).filter(Boolean);
  const wrong = folders.find((folder) => !isAbsolute(folder));
  if (wrong !== undefined) throw new UsageError(`${name} must be absolute paths, separated by ":": ${wrong}`);
  return folders.map((folder) => resolve(folder));
}
