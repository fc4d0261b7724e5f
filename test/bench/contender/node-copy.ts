import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A copy of the running Node for the server alone. Processes of one binary share its pages, which the proportional
 * set size divides among them: beside the bench's own processes the server would look smaller than it is.
 */
export function copyNode(): Disposable & { path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-node-'));
  const path = join(folder, 'node');
  copyFileSync(process.execPath, path, constants.COPYFILE_FICLONE);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
