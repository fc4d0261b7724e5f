// To be preloaded with `node --import`: gives the app this stand-in where it imports Electron.
import { registerHooks } from 'node:module';

const standIn = new URL('./electron.ts', import.meta.url).href;
const names = new Set(['electron', 'electron/main']);

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    names.has(specifier) ? { url: standIn, shortCircuit: true } : nextResolve(specifier, context),
});
