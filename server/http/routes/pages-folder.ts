import { join } from 'node:path';

/** Where the built pages are: run from the sources, they are elsewhere than when run from dist/. */
export function builtPagesFolder(): string {
  const fromSources = import.meta.filename.endsWith('.ts');
  return join(import.meta.dirname, fromSources ? '../../../dist/renderer' : '../../../renderer');
}
