import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jpegSize } from '../../fixtures/jpeg-size.ts';
import { until } from '../../fixtures/until.ts';
import { BuiltPackage } from './package.ts';

const camera = { id: 'demo', name: 'Demo', device: 'test', width: 640, height: 480, fps: 10 };
const gone = { id: 'gone', name: 'Gone', device: '/dev/video250' };

test('the packaged server resizes pictures and draws placeholders with sharp in WebAssembly', async () => {
  using built = new BuiltPackage(process.arch === 'x64' ? 'amd64' : process.arch);
  const dataFolder = join(built.root, 'data');
  await mkdir(dataFolder);
  const config = { port_mode: 'off', cameras: [camera, gone] };
  await writeFile(join(dataFolder, 'cameras.json'), JSON.stringify(config));
  const folder = join(built.root, 'opt/rpicam-kiosk');
  const child = spawn(
    join(folder, 'rpicam-kiosk'),
    [
      ...['--max-semi-space-size=4', join(folder, 'resources/app.asar/dist/server/cli.js'), 'serve'],
      ...['--port', '0', '--host', '127.0.0.1', '--data-dir', dataFolder, '--capture', 'process'],
    ],
    { env: { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  try {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const url = await until('listens', () => /listens on (\S+)/.exec(output)?.[1]);
    const picture = async (path: string) => Buffer.from(await (await fetch(`${url}${path}`)).arrayBuffer());
    expect(jpegSize(await picture('/cam/demo/snapshot?width=160'))).toEqual({ width: 160, height: 120 });
    expect(jpegSize(await picture('/cam/gone/snapshot?width=160'))).toMatchObject({ width: 160 });
    const mapped = readFileSync(`/proc/${child.pid}/maps`, 'utf8');
    expect(mapped).not.toMatch(/sharp.*\.node|libvips/);
    // It can read USB cameras itself.
    expect(mapped).toMatch(/@koromix\/koffi-linux-[^/]+\/linux_[^/]+\/koffi\.node/);
    expect(output).not.toContain('cannot read USB cameras itself');
    expect(existsSync(join(folder, 'resources/app.asar.unpacked/node_modules/@img/sharp-wasm32'))).toBe(true);
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
  expect(child.exitCode).toBe(0);
});
