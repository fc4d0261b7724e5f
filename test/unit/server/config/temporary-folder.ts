import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own, gone with it. */
export class TemporaryFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'config-'));

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** Mounts something at a name in the folder; `mounted` is false where that is not allowed. */
  mount(name: string, ...options: string[]): Disposable & { path: string; mounted: boolean } {
    const path = join(this.path, name);
    if (!existsSync(path)) mkdirSync(path);
    const mounted = spawnSync('mount', [...options, path]).status === 0;
    return { path, mounted, [Symbol.dispose]: () => mounted && spawnSync('umount', [path]) };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Whether tests that mount something have to be skipped: it needs root and a machine that allows it. */
export const mountMissing = isMountMissing();

function isMountMissing(): boolean {
  using folder = new TemporaryFolder();
  using disk = folder.mount('disk', '-t', 'tmpfs', 'tmpfs');
  return !disk.mounted;
}
