import { registerHooks } from 'node:module';

const nativeSharp = /^@img\/sharp-linux(?:musl)?-(?:x64|arm64)\/sharp\.node$/;

/**
 * Makes sharp use its WebAssembly build, from its first import on: inside Electron, the native build meets a different
 * GLib and crashes. Plain Node keeps the native one.
 */
export function useWasmSharp(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(nativeSharp.test(specifier) ? '@img/sharp-wasm32/sharp.node' : specifier, context),
  });
}
