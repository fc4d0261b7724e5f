import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

export interface Document {
  /** From the top folder. */
  path: string;
  text: string;
}

/** Everything people read on the repository's page. */
export const documents: readonly Document[] = globSync(
  ['README.md', 'CHANGELOG.md', '.github/*.md', '.github/docs/*.md', 'build/*.md'],
  { cwd: root },
)
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** @throws when there is none at `path` */
export function documentAt(path: string): Document {
  const document = documents.find((other) => other.path === path);
  if (!document) throw new Error(`there is no document ${path}`);
  return document;
}

/** The text with blanks in place of its code, so that every line keeps its number. */
export function withoutCode(text: string): string {
  const blank = (code: string) => code.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/^ *```.*?^ *```$/gms, blank).replaceAll(/`[^`\n]+`/g, blank);
}
