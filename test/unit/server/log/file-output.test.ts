import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileOutput } from '../../../../server/log/file-output.ts';
import { until } from '../../../fixtures/until.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let folder: string;
let path: string;
let clock: SteppedClock;
const never = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-log-'));
  path = join(folder, 'kiosk.log');
  clock = new SteppedClock();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const asIs = (line: string) => line;
const read = (file: string) => readFileSync(file, 'utf8');

/** Lets each line reach the file before the next is written, as in a real log. */
async function writeSlowly(output: FileOutput, lines: string[]): Promise<void> {
  for (const line of lines) {
    output.write(`${line}\n`);
    await until(`${line} is written`, () =>
      readdirSync(folder).some((name) => {
        const bytes = readFileSync(join(folder, name));
        return (name.endsWith('.gz') && bytes.length > 18 ? gunzipSync(bytes) : bytes).includes(line);
      }),
    );
  }
}

describe('a log file', () => {
  test('is continued after a restart and readable by its group only', async () => {
    writeFileSync(path, 'old\n', { mode: 0o640 });
    const output = new FileOutput(path, asIs, clock);
    output.write('new\n');
    await output.close(never);
    expect(read(path)).toBe('old\nnew\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('that is full starts again; a few older ones are kept, compressed', async () => {
    const output = new FileOutput(path, asIs, clock, { sizeBytes: 20, files: 2 });
    for (const name of ['a', 'b', 'c', 'd']) {
      output.write(`${name.repeat(30)}\n`);
      await until(`${name} was put away`, () => {
        const kept =
          readdirSync(folder).includes('kiosk.log.1.gz') && readdirSync(folder).includes('kiosk.log');
        return (
          kept &&
          read(path) === '' &&
          gunzipSync(readFileSync(`${path}.1.gz`))
            .toString()
            .startsWith(name)
        );
      });
    }
    output.write('e\n');
    await output.close(never);
    expect(readdirSync(folder).sort()).toEqual(['kiosk.log', 'kiosk.log.1.gz', 'kiosk.log.2.gz']);
    expect(gunzipSync(readFileSync(`${path}.2.gz`)).toString()).toBe(`${'c'.repeat(30)}\n`);
    expect(read(path)).toBe('e\n');
  });

  test('that another program moved away goes on under its name after a reopen', async () => {
    const output = new FileOutput(path, asIs, clock);
    await writeSlowly(output, ['1']);
    renameSync(path, `${path}.moved`);
    await writeSlowly(output, ['2']);
    output.reopen();
    output.write('3\n');
    await output.close(never);
    expect([read(`${path}.moved`), read(path)]).toEqual(['1\n2\n', '3\n']);
  });
});

describe('a log file that cannot be written', () => {
  test('loses lines, counted, and is used again when that is possible', async () => {
    const output = new FileOutput(path, asIs, clock, { sizeBytes: 20, files: 2 });
    // Renaming the full file fails for as long as this folder is in its place.
    mkdirSync(join(`${path}.2.gz`, 'in-the-way'), { recursive: true });
    writeFileSync(`${path}.1.gz`, '');
    output.write(`${'a'.repeat(30)}\n`);
    await until('it failed', () => output.dropped === 1);
    for (let count = 0; count < 5; count++) output.write('lost\n');
    expect(output.dropped).toBe(6);
    clock.pass(10_000);
    rmSync(`${path}.2.gz`, { recursive: true });
    output.write('again\n');
    await output.close(never);
    expect(output.dropped).toBe(6);
    expect(read(path)).toBe('again\n');
  });

  const mounts = canMount();
  test.skipIf(!mounts)('because the disk is full loses lines until there is room', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    try {
      writeFileSync(join(folder, 'recording'), Buffer.alloc(60 * 1024));
      const output = new FileOutput(path, asIs, clock);
      const line = `${'x'.repeat(1_000)}\n`;
      await until('the disk is full', () => {
        output.write(line);
        return output.dropped > 0;
      });
      rmSync(join(folder, 'recording'));
      // Lines that were on their way may fail only now, and each failure begins the wait for a new try again.
      await until('it is used again', () => {
        clock.pass(10_000);
        output.write('again\n');
        return read(path).includes('again\n');
      });
      await output.close(never);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'rpicam-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe]);
    return true;
  } catch {
    return false; // not root, or in a container without the permission
  } finally {
    rmSync(probe, { recursive: true });
  }
}
