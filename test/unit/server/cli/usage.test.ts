import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TestServer } from '../../../fixtures/running-server.ts';
import { runCli } from './run-cli.ts';

const commands = [
  'devices',
  'health',
  'config',
  'set',
  'snapshot',
  'restart',
  'delete',
  'record',
  'save',
  'hook',
  'wall',
  'screen',
  'watch',
  'hash-password',
  'doctor',
  'completion',
];

describe('the command line', () => {
  test.each(commands)('explains %s with an example', async (command) => {
    const { code, stdout, stderr } = await runCli([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: rpicam-kiosk ${command}`);
    expect(stdout).toMatch(new RegExp(`Examples?:\n  rpicam-kiosk ${command}`));
  });

  test('explains itself, and serve, with the flags of the server', async () => {
    const { stdout } = await runCli(['--help']);
    for (const command of commands) expect(stdout).toContain(`  ${command}`);
    const serve = await runCli(['serve', '--help']);
    expect(serve).toMatchObject({ code: 0, stdout: expect.stringContaining('--tls-cert') });
  });

  test('tells its version', async () => {
    const { version } = JSON.parse(
      readFileSync(join(resolve(import.meta.dirname, '../../../..'), 'package.json'), 'utf8'),
    ) as { version: string };
    expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test.each<[string[], NodeJS.ProcessEnv, string]>([
    [[], {}, 'usage: rpicam-kiosk'],
    [['helth'], {}, 'Did you mean health?'],
    [['snapshot'], {}, "missing required argument 'id'"],
    [['health', '--nope'], {}, "unknown option '--nope'"],
    [['health', 'more'], {}, 'too many arguments'],
    [['wall'], {}, "missing required argument 'name'"],
    [['wall', 'x', '--page', 'last'], {}, 'It must be a number from 1, "next" or "previous".'],
    [['wall', 'x', '--message', 'y', '--seconds', 'soon'], {}, 'It must be a number of seconds.'],
    [['devices', '--max', 'many'], {}, 'It must be a whole number.'],
    [['completion', 'csh'], {}, 'Allowed choices are bash, zsh, fish'],
    [['serve', '--port', 'many'], {}, '--port must be a whole number'],
    [['serve', '--base-url', 'http://x'], {}, "Unknown option '--base-url'"],
    [['health', '--base-url', 'ftp://x'], {}, '--base-url must be an address like http://127.0.0.1:8000'],
    [['health'], { RPICAM_BASE_URL: 'nonsense' }, 'RPICAM_BASE_URL must be an address'],
    [['health'], { RPICAM_AUTH: 'secretive' }, 'RPICAM_AUTH must be user:password'],
    [['health'], { RPICAM_FINGERPRINT: 'ab:cd' }, 'RPICAM_FINGERPRINT must be a SHA-256 fingerprint'],
  ])('refuses %j with %j, says first how it is called and ends with 2', async (args, env, message) => {
    const { code, stdout, stderr } = await runCli(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^usage: rpicam-kiosk /);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('secretive');
  });
});

describe('serve', () => {
  test('is the server itself', async () => {
    await using server = await TestServer.start({
      config: { cameras: [] },
      entry: 'cli.ts',
      command: ['serve'],
    });
    expect((await server.health()).cameras).toEqual([]);
    expect(await server.stop('SIGTERM')).toBe(0);
  });
});
