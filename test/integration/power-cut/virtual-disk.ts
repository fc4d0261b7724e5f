import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../../fixtures/until.ts';

const run = promisify(execFile);

/**
 * A disk with ext4 for the emulated machine. While the machine runs, it writes to a layer above the image (qcow2). QEMU
 * keeps the layer's table of blocks in its own memory until the guest flushes the disk; so when QEMU is killed, that
 * loses what the guest had written and not flushed, like the write cache of a real disk.
 */
export class VirtualDisk {
  readonly #image: string;
  readonly #layer: string;
  readonly #mounted: string;

  constructor(folder: string, bytes: number) {
    this.#image = join(folder, 'disk.raw');
    this.#layer = join(folder, 'layer.qcow2');
    this.#mounted = join(folder, 'mounted');
    mkdirSync(this.#mounted);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, bytes);
    execFileSync('mkfs.ext4', ['-q', '-F', this.#image]);
  }

  /** Options of v4l2vm that give the disk to a machine. */
  plug(): string[] {
    const layer = ['-f', 'qcow2', '-b', this.#image, '-F', 'raw', this.#layer];
    execFileSync('qemu-img', ['create', '-q', ...layer]);
    const drive = `if=none,id=disk,file=${this.#layer},format=qcow2,cache=writeback`;
    return ['-drive', drive, '-device', 'virtio-blk-pci,drive=disk'].map((arg) => `--qemu-arg=${arg}`);
  }

  /** After QEMU was killed: what reached the disk becomes the image. */
  async settle(): Promise<void> {
    // QEMU ends a moment after it was killed, and locks the layer until then.
    await until('the machine is gone', () =>
      run('qemu-img', ['commit', '-q', this.#layer]).then(
        () => true,
        () => false,
      ),
    );
    rmSync(this.#layer);
  }

  /** Shows what is on the disk, as the next start of a machine finds it: mounting it replays its journal. */
  async look<T>(read: (folder: string) => Promise<T>): Promise<T> {
    execFileSync('mount', ['-o', 'loop', this.#image, this.#mounted]);
    try {
      return await read(this.#mounted);
    } finally {
      execFileSync('umount', [this.#mounted]);
    }
  }
}
