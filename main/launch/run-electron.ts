import { spawn } from 'node:child_process';
import { join } from 'node:path';

const appFolder = join(import.meta.dirname, '../../..');

/** Bounds V8's nursery, as `npm run serve` does: frames do not live there. */
const nurseryFlag = '--js-flags=--max-semi-space-size=4';

export interface ElectronRun {
  program: string;
  wayland: boolean;
  /** Ours. */
  argv: string[];
}

/** The kiosk in Electron, until it ends by itself or `signal` aborts. Resolves to its exit code. */
export function runElectron({ program, wayland, argv }: ElectronRun, signal: AbortSignal): Promise<number> {
  const platform = wayland ? ['--ozone-platform=wayland'] : [];
  return new Promise((resolve, reject) => {
    // In a process group of its own: Ctrl+C in a terminal then reaches us alone, and it is asked to end once.
    const child = spawn(program, [nurseryFlag, ...platform, appFolder, ...argv], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const end = () => child.kill('SIGTERM');
    // To read the configuration again; it also comes when the terminal is closed, and must not part us.
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
