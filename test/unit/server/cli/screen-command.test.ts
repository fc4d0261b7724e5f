import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KioskRefusal } from '../../../../server/attached-kiosk.ts';
import { ScriptedKiosk } from '../../../doubles/scripted-kiosk.ts';
import { KioskServer } from '../../../fixtures/kiosk-server.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rpicam-screen-'));
let server: KioskServer;
beforeAll(async () => (server = await KioskServer.start()));
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  server.kiosk.actions.length = 0;
  server.kiosk.screenshots.length = 0;
  server.kiosk.refusal = undefined;
});

const screen = (...args: string[]) => runCli(['screen', ...args], { env: { RPICAM_BASE_URL: server.url } });

describe('the screen command', () => {
  test('without flags shows how the screen is, and does nothing to it', async () => {
    const { code, stdout, stderr } = await screen();
    expect({ code, stderr, report: JSON.parse(stdout) }).toEqual({
      code: 0,
      stderr: '',
      report: server.kiosk.report(),
    });
    expect(server.kiosk.actions).toEqual([]);
  });

  test.each<[string[], object]>([
    [['--sleep'], { sleep: true }],
    [['--wake', '--reload'], { wake: true, reload: true }],
    [
      ['--show', '/?wall=office&kiosk=1', '--display', 'DP-1'],
      { show: '/?wall=office&kiosk=1', display: 'DP-1' },
    ],
    [['--no-show'], { show: null }],
  ])('with %j makes the screen obey, and shows how it is then', async (flags, action) => {
    const { code, stdout, stderr } = await screen(...flags);
    expect({ code, stderr, report: JSON.parse(stdout) }).toEqual({
      code: 0,
      stderr: '',
      report: server.kiosk.report(),
    });
    expect(server.kiosk.actions).toStrictEqual([action]);
  });

  test('saves what is on the screen, or writes it to stdout', async () => {
    const file = join(folder, 'screen.png');
    const saved = await screen('--screenshot', file, '--display', 'DP 1');
    expect(saved).toMatchObject({ code: 0, stdout: `Saved screenshot to ${file}\n` });
    expect(readFileSync(file).equals(ScriptedKiosk.picture)).toBe(true);
    expect((await screen('--screenshot', '-')).bytes.equals(ScriptedKiosk.picture)).toBe(true);
    expect(server.kiosk.screenshots).toEqual(['DP 1', undefined]);
    const nowhere = await screen('--screenshot', join(folder, 'no', 'screen.png'));
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot write') as string });
  });

  test.each<[string[], number, string]>([
    [['--display', 'DP-1'], 1, 'Say what to do: wake, sleep, reload or show.'],
    [['--wake', '--sleep'], 1, 'It can wake or sleep, not both.'],
    [['--show', 'https://evil.example/'], 1, 'A page is a path on this server'],
    [['--wake', '--screenshot', 'x.png'], 2, "cannot be used with option '--wake'"],
    [['--dim'], 2, "unknown option '--dim'"],
  ])('with %j ends with %i and says why', async (args, code, message) => {
    expect(await screen(...args)).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(message) as string,
    });
    expect(server.kiosk.actions).toEqual([]);
  });

  test('says what the screen refuses', async () => {
    server.kiosk.refusal = new KioskRefusal(
      'no-such-display',
      "There is no display 'DP-9'. There: HDMI-A-1.",
    );
    const { code, stderr } = await screen('--screenshot', '-', '--display', 'DP-9');
    expect([code, stderr]).toEqual([1, expect.stringContaining("There is no display 'DP-9'.")]);
  });

  test('says how a server without a screen gets one', async () => {
    await using alone = await ServerHere.start({ config: { cameras: [] } });
    const { code, stderr } = await runCli(['screen', '--wake'], { env: { RPICAM_BASE_URL: alone.url } });
    expect([code, stderr]).toEqual([1, expect.stringContaining('rpicam-kiosk.service')]);
  });
});
