import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../../../../server/runtime/child/program.ts';

const wholeFile = import.meta.resolve('../../../../server/config/whole-file.ts');
const strace = findProgram('strace');

describe('a file that is replaced', () => {
  test.skipIf(!strace)('has its folder synced by the kernel, after the rename', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sync-folder-'));
    try {
      const script = `import { replaceFile } from '${wholeFile}'; await replaceFile('${folder}/a.json', 'new');`;
      const trace = join(folder, 'trace');
      const { status, stderr } = spawnSync(
        strace ?? '',
        [
          ...['-f', '-qq', '-y', '-s', '200', '-e', 'trace=fsync,rename', '-o', trace],
          ...[process.execPath, '--input-type=module', '-e', script],
        ],
        { encoding: 'utf8' },
      );
      expect({ status, stderr }).toMatchObject({ status: 0 });
      const calls = readFileSync(trace, 'utf8')
        .split('\n')
        .filter((line) => line.includes(folder))
        .map((line) =>
          line
            .replace(/^\d+ +/, '')
            .replaceAll(folder, 'FOLDER')
            .replace(/ += 0$/, ''),
        );
      expect(calls).toEqual([
        expect.stringMatching(/^fsync\(\d+<FOLDER\/a\.json\.\w+\.tmp>\)$/),
        expect.stringMatching(/^rename\("FOLDER\/a\.json\.\w+\.tmp", "FOLDER\/a\.json"\)$/),
        expect.stringMatching(/^fsync\(\d+<FOLDER>\)$/),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
