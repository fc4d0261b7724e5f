import { join, resolve } from 'node:path';

/**
 * The folder with package.json. A source is two folders below it, and so is every file that the build makes of many, e.g.
 * dist/server/server.js.
 */
export const appFolder = resolve(import.meta.dirname, '../..');

/** Whether this runs as it was written, in TypeScript, and not as it was built. */
export const fromSources = import.meta.filename.endsWith('.ts');

/** The folder with server/ and main/, as they run. */
export const programFolder = fromSources ? appFolder : join(appFolder, 'dist');
