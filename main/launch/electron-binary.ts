import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProgram } from '../../server/runtime/child/program.ts';

/**
 * The path of Electron's program, or undefined where it was not fetched. The package is not imported: it would try to
 * download the program, and throw where it cannot.
 */
export function findElectron(
  env: NodeJS.ProcessEnv,
  packageFolder = electronPackageFolder(),
): string | undefined {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = packageFolder === undefined ? undefined : programName(packageFolder);
  if (override) return findProgram(join(override, name ?? 'electron'));
  return packageFolder !== undefined && name ? findProgram(join(packageFolder, 'dist', name)) : undefined;
}

function electronPackageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined; // installed without development packages
  }
}

/** Reads the name in the same way as electron/index.js. */
function programName(packageFolder: string): string | undefined {
  try {
    return readFileSync(join(packageFolder, 'path.txt'), 'utf8').trim() || undefined;
  } catch {
    return undefined; // its program was never fetched
  }
}
