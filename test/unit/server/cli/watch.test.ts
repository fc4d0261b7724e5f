import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { MjpegViewer } from '../../../fixtures/mjpeg-viewer.ts';
import { TestServer } from '../../../fixtures/running-server.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { until } from '../../../fixtures/until.ts';
import { cliEnvironment, cliPath, runCli } from './run-cli.ts';
import { TerminalCli } from './terminal.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 320, height: 240, fps: 5 };
const cellar = { id: 'cellar', name: 'Cellar', device: '/dev/video97' };
const config = { port_mode: 'off', cameras: [hall, cellar] };
const row = (terminal: TerminalCli, id: string) => terminal.screen.find((line) => line.startsWith(id)) ?? '';

describe('watch on a terminal', () => {
  test('shows what the cameras do, and ends with q as if it had not been there', async () => {
    await using server = await ServerHere.start({ config });
    using viewer = await MjpegViewer.open(`${server.url}/cam/hall/video`);
    await viewer.nextPicture();
    await using terminal = new TerminalCli(['watch'], { RPICAM_BASE_URL: server.url });
    await until('the live camera', () => /^hall +online +\d+\.\d +320x240 +1 /.test(row(terminal, 'hall')));
    expect(terminal.screen[0]).toContain('q quits');
    expect(terminal.output).toContain('\x1b[?1049h\x1b[?25l');
    await until('the reason', () => / no-device: /.test(row(terminal, 'cellar')));
    terminal.type('q');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.output.trimEnd().endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  });

  test('waits for a server that is started anew', async () => {
    await using server = await ServerHere.start({ config: { port_mode: 'off', cameras: [hall] } });
    const port = new URL(server.url).port;
    await using terminal = new TerminalCli(['watch'], { RPICAM_BASE_URL: server.url });
    await until('the camera', () => row(terminal, 'hall'));
    await server.stop();
    await until('that it is gone', () =>
      terminal.screen.some((line) => line.startsWith('Not up to date: no server')),
    );
    expect(row(terminal, 'hall')).not.toBe('');
    await using again = await ServerHere.start({ config, args: ['--port', port] });
    await until('it is back', () => row(terminal, 'cellar'));
    expect(terminal.screen.join('\n')).not.toContain('Not up to date');
    expect(again.url).toBe(server.url);
    terminal.type('\x03');
    expect(await terminal.ended()).toBe(0);
  });

  test('follows the size of the window', async () => {
    const cameras = Array.from({ length: 12 }, (_, index) => ({
      ...hall,
      id: `camera-${index}`,
      name: `${index}`,
    }));
    await using server = await TestServer.start({ config: { port_mode: 'off', cameras } });
    await using terminal = new TerminalCli(['watch'], { RPICAM_BASE_URL: server.url }, 'cols 40 rows 8');
    await until('a cut table', () => terminal.screen.at(-1) === '… 9 more; make the window taller');
    expect(terminal.screen).toHaveLength(7);

    expect(Math.max(...terminal.screen.map((line) => line.length))).toBe(39);
    // While no answer comes only the change itself redraws.
    server.child.kill('SIGSTOP');
    execFileSync('stty', ['-F', terminal.device, 'cols', '100', 'rows', '30']);
    await until('the whole table', () => row(terminal, 'camera-11'));
    const redrawnBeforeTheTimeout = !terminal.screen.join().includes('Not up to date');
    server.child.kill('SIGCONT');
    expect(redrawnBeforeTheTimeout).toBe(true);
  });
});

describe('watch into a pipe', () => {
  test('writes one line a camera and second, and ends with its reader', async () => {
    await using server = await ServerHere.start({ config });
    const child = spawn(process.execPath, [cliPath, 'watch'], {
      env: cliEnvironment({ RPICAM_BASE_URL: server.url }),
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await until('three rounds', () => output.split(' hall ').length > 3);
    expect(output).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z hall online fps=\S+ viewers=0 age=/);
    expect(output).toMatch(/ cellar offline .* no-device: /);
    // eslint-disable-next-line no-control-regex
    expect(output).not.toMatch(/\x1b/);
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
  });

  test('gives up where it is refused', async () => {
    const auth = { enabled: true, protect_status: true, username: 'a', password: 'b' };
    await using server = await ServerHere.start({ config: { auth, cameras: [] } });
    const { code, stderr } = await runCli(['watch', '--base-url', `${server.url}/nowhere`]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Request failed: ') });
  });
});
