import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { keptOutside } from '../bundle/kept-outside.ts';

const needs = z.record(z.string(), z.string()).default({});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ dependencies: needs, optionalDependencies: needs, dev: z.boolean().default(false) }),
  ),
});
type Packages = z.infer<typeof lockSchema>['packages'];

/**
 * The names of installed packages that nobody reads in node_modules, because the programs have them in themselves: all but
 * those that are kept outside and what these need. Not their folders, which electron-builder chooses anew.
 */
export function bundledPackages(root: string): string[] {
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const shipped = Object.entries(lock.packages).filter(([folder, { dev }]) => folder !== '' && !dev);
  const packages = Object.fromEntries(shipped);
  // In Electron, the last one is loaded in the place of another; see main/wasm-sharp.ts.
  const needed = new Set(
    [...keptOutside, '@img/sharp-wasm32'].flatMap((name) => installed(name, '', packages)),
  );
  for (const folder of needed) for (const other of neededBy(folder, packages)) needed.add(other);
  const neededNames = new Set([...needed].map(nameOf));
  return [...new Set(Object.keys(packages).map(nameOf))].filter((name) => !neededNames.has(name));
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function neededBy(folder: string, packages: Packages): string[] {
  const { dependencies = {}, optionalDependencies = {} } = packages[folder] ?? {};
  return Object.keys({ ...dependencies, ...optionalDependencies }).flatMap((name) =>
    installed(name, folder, packages),
  );
}

/** Where Node finds a package: in the nearest node_modules above. None, if it is not for this system. */
function installed(name: string, folder: string, packages: Packages): string[] {
  const path = join(folder, 'node_modules', name);
  if (path in packages) return [path];
  const above = folder.lastIndexOf('/node_modules/');
  return folder === '' ? [] : installed(name, above < 0 ? '' : folder.slice(0, above), packages);
}
