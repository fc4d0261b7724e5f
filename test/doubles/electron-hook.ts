import { registerHooks } from 'node:module';

// Electron's own package is only the path of its program. Import this file before anything that imports Electron.
const double = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier.endsWith('/node_modules/electron/index.js')
      ? { url: double, shortCircuit: true }
      : next(specifier, context),
});
