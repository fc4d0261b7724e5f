import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The files of a Raspberry Pi's kernel in a folder. */
export class PiFiles implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'rpicam-pi-'));

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  zone(index: number, type: string, temp: string): void {
    this.write(`sys/class/thermal/thermal_zone${index}/type`, `${type}\n`);
    this.write(`sys/class/thermal/thermal_zone${index}/temp`, temp);
  }

  throttled(hex: string): void {
    this.write('sys/devices/platform/soc/soc:firmware/get_throttled', `${hex}\n`);
  }

  /** A program that prints `text`; returns its path. */
  program(name: string, text: string): string {
    this.write(name, `#!/bin/sh\necho '${text}'\n`);
    const path = join(this.root, name);
    chmodSync(path, 0o755);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}
