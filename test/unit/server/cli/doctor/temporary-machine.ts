import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from '../../../../../server/cli/doctor/machine.ts';

/** A folder that stands for a machine's "/", with programs of its own beside the real ones. */
export class TemporaryMachine implements Machine, Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'rpicam-machine-'));
  searchPath = `${this.root}/bin:${process.env['PATH'] ?? ''}:/usr/sbin`;

  /** Writes a file of the machine and returns its path. */
  file(path: string, text: string, mode = 0o644): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    // Whatever the umask is.
    chmodSync(file, mode);
    return file;
  }

  /** A shell script that stands on PATH before everything else. */
  program(name: string, script: string): void {
    this.file(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  }

  link(path: string, target: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(target, file);
  }

  /** Leaves only our own programs. */
  withoutPrograms(): this {
    this.searchPath = `${this.root}/bin`;
    return this;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
