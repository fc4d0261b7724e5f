import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { healthSchema } from '../../../server/contract/health.ts';
import { until } from '../../fixtures/until.ts';
import { TemporaryFolder } from './config/temporary-folder.ts';

const headless = resolve(import.meta.dirname, '../../../server/headless.ts');
const config = (id: string) =>
  JSON.stringify({ port_mode: 'off', cameras: [{ id, name: id, device: 'test' }] });

test('a SIGHUP while the server starts does not end it, and the file that was changed is read', async () => {
  const folder = new TemporaryFolder();
  folder.write('cameras.json', config('before'));
  const args = [headless, '--port', '0', '--host', '127.0.0.1', '--data-dir', folder.path];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
    folder[Symbol.dispose]();
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until('the server has its folder', () => existsSync(join(folder.path, 'server.pid')));
  writeFileSync(join(folder.path, 'cameras.json'), config('after'));
  child.kill('SIGHUP');
  const url = await until('the server listens', () => {
    if (child.signalCode !== null) throw new Error(`the server ended by ${child.signalCode}`);
    return /listens on (\S+)/.exec(output)?.[1];
  });
  await until('the changed file is read', async () => {
    const health = healthSchema.parse(await (await fetch(`${url}/health`)).json());
    return health.cameras.map(({ id }) => id).join() === 'after';
  });
  expect(child.signalCode).toBeNull();
});
