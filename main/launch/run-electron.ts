import { spawn } from 'node:child_process';
import { appFolder } from '../../server/runtime/app-folder.ts';

/** Limits V8's young generation, as `npm run serve` does: frames are not kept there. */
const nurseryFlag = '--js-flags=--max-semi-space-size=4';

export interface ElectronRun {
  program: string;
  wayland: boolean;
  /** The arguments for the kiosk. */
  argv: string[];
}

/** Runs the kiosk in Electron until it ends by itself or `signal` aborts. Resolves to its exit code. */
export function runElectron({ program, wayland, argv }: ElectronRun, signal: AbortSignal): Promise<number> {
  const platform = wayland ? ['--ozone-platform=wayland'] : [];
  return new Promise((resolve, reject) => {
    // Electron has its own process group: Ctrl+C in a terminal then reaches only this process, and Electron is asked to
    // end once.
    const child = spawn(program, [nurseryFlag, ...platform, appFolder, ...argv], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const end = () => child.kill('SIGTERM');
    // SIGHUP asks for another reading of the configuration. It also comes when the terminal is closed, and must not end
    // this process alone.
    const reload = () => child.kill('SIGHUP');
    process.on('SIGHUP', reload);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end);
      process.off('SIGHUP', reload);
      resolve(code ?? 1);
    });
  });
}
