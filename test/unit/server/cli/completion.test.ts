import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completionScript } from '../../../../server/cli/completion.ts';
import { createProgram } from '../../../../server/cli/program.ts';
import { findProgram } from '../../../../server/runtime/child/program.ts';
import { runCli } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-completion-'));
  writeFileSync(join(folder, 'my cameras.json'), '{}');
  writeFileSync(join(folder, 'other.pem'), '');
  mkdirSync(join(folder, 'sub'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = (shell: 'bash' | 'zsh' | 'fish') =>
  completionScript(
    createProgram({}, () => undefined),
    shell,
  );

/** What bash offers when Tab is pressed behind these words. */
function offered(...words: string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  // compopt only works while bash itself completes.
  const call = `compopt() { :; }
COMP_WORDS=(rpicam-kiosk ${quoted}); COMP_CWORD=${words.length}
_rpicam_kiosk; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-c', `${script('bash')}\n${call}`], { cwd: folder, encoding: 'utf8' });
  return text.split('\n').filter(Boolean).sort();
}

describe('completion in bash', () => {
  test('is a valid script that the command prints', async () => {
    const { code, stdout } = await runCli(['completion', 'bash']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: script('bash') });
    expect(spawnSync('bash', ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('offers commands', () => {
    expect(offered('')).toEqual(
      expect.arrayContaining(['completion', 'doctor', 'health', 'help', 'serve', 'set', 'snapshot', 'watch']),
    );
    expect(offered('he')).toEqual(['health', 'help']);
    expect(offered('help', 'sn')).toEqual(['snapshot']);
    expect(offered('--base-url', 'http://x', 'wa')).toEqual(['wall', 'watch']);
  });

  test('offers the flags of the command', () => {
    expect(offered('devices', '--')).toEqual([
      '--base-url',
      '--ca',
      '--help',
      '--max',
      '--no-probe-missing',
      '--probe-missing',
      '--version',
    ]);
    expect(offered('--ca', 'x.pem', 'doctor', '--b')).toEqual(['--base-url', '--bundle']);
    expect(offered('wall', 'kiosk', '--no')).toEqual(['--no-enlarge', '--no-message', '--no-show']);
    expect(offered('wall', 'kiosk', '--show', '')).toEqual([]);
    expect(offered('serve', '--tls')).toEqual(['--tls', '--tls-cert', '--tls-http', '--tls-key']);
    expect(offered('serve', '--base')).toEqual([]);
  });

  test('offers values: words, files with blanks, folders, or nothing', () => {
    expect(offered('completion', '')).toEqual(['bash', 'fish', 'zsh']);
    expect(offered('serve', '--tls-http', '')).toEqual(['redirect', 'serve']);
    expect(offered('set', '')).toEqual(['my cameras.json', 'other.pem', 'sub']);
    expect(offered('--ca', 'o')).toEqual(['other.pem']);
    expect(offered('serve', '--data-dir', '')).toEqual(['sub']);
    expect(offered('devices', '--max', '')).toEqual([]);
    expect(offered('snapshot', '')).toEqual([]);
  });
});

describe.each(['zsh', 'fish'] as const)('completion in %s', (shell) => {
  test.skipIf(findProgram(shell) === undefined)(`is a valid script (where ${shell} is installed)`, () => {
    const { status, stderr } = spawnSync(shell, ['-n'], { input: script(shell), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('knows every command and flag', () => {
    const program = createProgram({}, () => undefined);
    for (const command of program.commands) {
      expect(script(shell)).toContain(command.name());
      for (const { long } of command.options) expect(script(shell)).toContain(long?.slice(2));
    }
  });
});
