import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The app that the stand-in runs, as start.ts found it. */
export interface AppPackage {
  folder: string;
  /** It came out of an app.asar. */
  isPackaged: boolean;
  name: string;
  version: string;
  /** Absolute path of its entry module. */
  main: string;
}

export const appFolderVariable = 'STAND_IN_APP';
export const packagedVariable = 'STAND_IN_PACKAGED';

export function readAppPackage(env: NodeJS.ProcessEnv): AppPackage {
  const folder = env[appFolderVariable] ?? process.cwd();
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const text = (key: string, fallback: string) => {
    const value = manifest[key];
    return typeof value === 'string' ? value : fallback;
  };
  return {
    folder,
    isPackaged: env[packagedVariable] === '1',
    name: text('productName', text('name', 'Electron')),
    version: text('version', '0.0.0'),
    main: join(folder, text('main', 'index.js')),
  };
}
