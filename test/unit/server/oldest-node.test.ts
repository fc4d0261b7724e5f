import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freePorts } from '../../fixtures/free-ports.ts';
import { newerThan } from '../../fixtures/newer-node-names.ts';
import { jpegSize } from '../../fixtures/jpeg-size.ts';
import { TestServer } from '../../fixtures/running-server.ts';

const root = resolve(import.meta.dirname, '../../..');
const engines = z.object({ engines: z.object({ node: z.string() }) });
const oldest = engines
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  .engines.node.slice(2);

describe(`Node.js ${oldest}, the oldest that package.json names,`, () => {
  test('has every function of Node.js that the server uses', () => {
    // The compiler knows the language's age (build/tsconfig.build.json), and Node's functions only by their comments.
    const programs = ['server/headless.ts', 'server/cli.ts', 'main/start.ts'];
    expect(newerThan(oldest, root, programs)).toEqual([]);
  });

  const node = nodeOfMajor(Number.parseInt(oldest));
  const without = node ? '' : ` (left out: no such Node.js on the PATH or in OLDEST_NODE)`;
  describe.skipIf(!node)(`runs what is built${without}`, () => {
    const camera = { id: 'a', name: 'A', device: 'test', width: 320, height: 180, fps: 5 };
    beforeAll(() => {
      execFileSync(process.execPath, ['build/build.ts', '--if-stale'], { cwd: root, stdio: 'inherit' });
    });

    test.each([
      { entry: '../dist/server/headless.js' },
      { entry: '../dist/server/cli.js', command: ['serve'] },
      { entry: '../dist/main/start.js' },
    ])(
      '$entry serves pictures, a camera port and a login, warns of nothing and ends well',
      async (program) => {
        const [port = 0] = await freePorts(1);
        const auth = { enabled: true, protect_streams: false, username: 'me', password: 'sesame' };
        const config = { port_mode: 'embedded', cameras: [{ ...camera, port }], auth };
        const env = { DISPLAY: '', WAYLAND_DISPLAY: '' };
        await using server = await TestServer.start({ ...program, node: node ?? '', config, env });
        expect(readFileSync(`/proc/${server.child.pid}/cmdline`, 'utf8')).toContain(node);
        const small = await server.fetch('/cam/a/snapshot?width=160');
        expect(jpegSize(Buffer.from(await small.arrayBuffer()))).toEqual({ width: 160, height: 90 });
        expect((await fetch(`http://127.0.0.1:${port}/snapshot`)).status).toBe(200);
        expect((await server.fetch('/metrics')).status).toBe(200);
        const login = JSON.stringify({ username: 'me', password: 'sesame' });
        const headers = { 'Content-Type': 'application/json' };
        const answer = await server.fetch('/api/session', { method: 'POST', body: login, headers });
        expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/i);
        await server.stop();
        expect(server.child.exitCode).toBe(0);
        expect(server.output).not.toMatch(/warning/i);
      },
    );
  });
});

function nodeOfMajor(major: number): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [process.env['OLDEST_NODE'] ?? '', ...onPath]
    .filter((path) => path !== '' && existsSync(path))
    .find((path) => versionOf(path).startsWith(`v${major}.`));
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' });
}
