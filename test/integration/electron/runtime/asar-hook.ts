// To be preloaded where the runtime is to be plain Node (ELECTRON_RUN_AS_NODE=1): a module inside of an app.asar is taken
// from where that was unpacked.
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { extractedApp } from './extracted-app.ts';

const inArchive = /^(.*\/app\.asar)(\/.*)$/;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier;
    const [, archive, rest] = inArchive.exec(path) ?? [];
    if (archive === undefined) return nextResolve(specifier, context);
    return nextResolve(pathToFileURL(extractedApp(archive) + rest).href, context);
  },
});

const launcher = process.env['STAND_IN_EXECUTABLE'];
if (launcher !== undefined) process.argv[0] = process.execPath = launcher;
