import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { patienceMs } from '../../fixtures/patience.ts';
import { mountMissing, TemporaryFolder } from './config/temporary-folder.ts';
import { TestServer } from '../../fixtures/running-server.ts';
import { until } from '../../fixtures/until.ts';

const headless = resolve(import.meta.dirname, '../../../server/headless.ts');
const usesFolder = `
  import { useDataFolder } from ${JSON.stringify(resolve(import.meta.dirname, '../../../server/server-folder.ts'))};
  await useDataFolder(process.argv[1]).then(
    () => (console.log('has it'), setInterval(() => {}, 60_000)),
    (error) => console.log(error.message),
  );`;
const config = { cameras: [{ id: 'a', name: 'a', device: 'test' }] };
const noNamespace = spawnSync('unshare', ['--net', '--pid', '--fork', '--mount-proc', 'true']).status !== 0;

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function secondServer(folder: string, ...words: string[]) {
  const [program = '', ...args] = [...words, process.execPath, headless, '--port', '0', '--data-dir', folder];
  // One that is not refused runs on.
  return spawnSync(program, args, { encoding: 'utf8', timeout: patienceMs, killSignal: 'SIGKILL' });
}

const save = (server: TestServer, id: string) =>
  server.fetch('/api/cameras', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ port_mode: 'off', cameras: [{ id, name: id, device: 'test' }] }),
  });
const problemsOf = async (server: TestServer) => (await server.health()).problems.join('\n');

test.skipIf(!existsSync('/proc/self'))('a data folder that cannot be made is refused at once', () => {
  expect(secondServer('/proc/nope')).toMatchObject({
    status: 2,
    stderr:
      'rpicam-kiosk: the data folder cannot be written: /proc/nope (ENOENT); choose another with --data-dir\n',
  });
});

describe('a data folder that a server has', () => {
  test('is refused to a second one in one line, which says who has it and what to do', async () => {
    await using server = await TestServer.start({ config });
    const { status, stderr } = secondServer(server.dataFolder);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `rpicam-kiosk: another server (process ${server.child.pid}) uses the data folder ${server.dataFolder}; end it, or choose another with --data-dir\n`,
    });
    expect((await server.health()).cameras).toHaveLength(1);
    await server.stop();
    expect(readdirSync(server.dataFolder)).not.toContain('server.pid');
  });

  test.skipIf(noNamespace)('is refused to one in another container too', async () => {
    await using server = await TestServer.start({ config });
    const inside = [
      'unshare',
      '--net',
      '--pid',
      '--uts',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'sh',
      '-c',
    ];
    const script = 'hostname other; ip link set lo up; exec "$0" "$@"';
    const { status, stderr } = secondServer(server.dataFolder, ...inside, script);
    expect(stderr).toContain(`(process ${server.child.pid} on ${hostname()}) uses the data folder`);
    expect(status).toBe(2);
  });

  test('is had by exactly one of ten that start at a time', async () => {
    using folder = new TemporaryFolder();
    const said: string[] = [];
    const starts = Array.from({ length: 10 }, () => {
      const args = ['--input-type=module', '-e', usesFolder, folder.path];
      const start = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      start.stdout.on('data', (text: Buffer) => said.push(text.toString()));
      return start;
    });
    onTestFinished(() => starts.forEach((start) => start.kill('SIGKILL')));
    await until('all have said something', () => said.length === 10 || undefined);
    expect(said.filter((text) => text === 'has it\n')).toHaveLength(1);
    expect(said.filter((text) => text.startsWith('another server'))).toHaveLength(9);
    await until('nine have ended', () => starts.filter(ended).length === 9 || undefined);
  });

  test('is free as soon as the server was killed, whatever is left there and whoever has its number now', async () => {
    await using server = await TestServer.start({ config });
    await server.stop('SIGKILL');
    expect(readFileSync(join(server.dataFolder, 'server.pid'), 'utf8')).toMatch(/^\d+ /);
    writeFileSync(join(server.dataFolder, 'server.pid'), `${process.pid} ${hostname()}\n`);
    await server.restart();
    expect((await server.health()).cameras).toHaveLength(1);
  });

  test('is free again when the server could not start', async () => {
    using folder = new TemporaryFolder();
    const { startServer } = await import('../../../server/index.ts');
    const { parseServerOptions } = await import('../../../server/server-options.ts');
    const options = parseServerOptions(['--host', '203.0.113.7', '--data-dir', folder.path], {
      LOG_LEVEL: 'ERROR',
    });
    if (!options) throw new Error('no options');
    const stop = new AbortController();
    for (let start = 1; start <= 2; start++) {
      await expect(startServer(options, stop.signal)).rejects.toThrow('this machine has no address');
    }
    const server = await startServer({ ...options, host: '127.0.0.1', port: 0 }, stop.signal);
    await expect(startServer({ ...options, port: 0 }, stop.signal)).rejects.toThrow('another server');
    stop.abort();
    await server.closed;
  });

  test('holds no leftovers of killed writers after a start, but everything else', async () => {
    await using server = await TestServer.start({ config });
    await server.stop();
    const leftovers = [
      'cameras.json',
      'walls.json',
      'access.json',
      'known-devices.json',
      'recordings-disk.json',
      'tls-key.pem',
    ].map((name) => `${name}.0123456789ab.tmp`);
    const others = ['cameras.json.tmp', 'notes.0123456789ab.tmp', '.write-test-mine', 'cameras.json.swp'];
    for (const name of [...leftovers, ...others, '.write-test-0123456789ab'])
      writeFileSync(join(server.dataFolder, name), 'x');
    symlinkSync('cameras.json', join(server.dataFolder, 'walls.json.aaaaaaaaaaaa.tmp'));
    await server.restart();
    const names = readdirSync(server.dataFolder);
    expect(names).toEqual(expect.arrayContaining([...others, 'walls.json.aaaaaaaaaaaa.tmp', 'cameras.json']));
    expect(names).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(?!notes).*\.0123456789ab/)]));
  });
});

describe.skipIf(mountMissing)('a data folder on a disk', () => {
  const disk = (size: string) => {
    const folder = new TemporaryFolder();
    const mounted = folder.mount('disk', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs');
    onTestFinished(() => {
      mounted[Symbol.dispose]();
      folder[Symbol.dispose]();
    });
    writeFileSync(join(mounted.path, 'cameras.json'), JSON.stringify({ port_mode: 'off', ...config }));
    return mounted.path;
  };
  const remount = (path: string, how: 'ro' | 'rw') => spawnSync('mount', ['-o', `remount,${how}`, path]);

  test('that is read-only at the start: cameras run, saving says why, and works once it is writable', async () => {
    const path = disk('1m');
    writeFileSync(join(path, 'access.json'), 'broken');
    mkdirSync(join(path, 'electron'));
    remount(path, 'ro');
    const env = { LOG_DEST: 'stdout,file', LOG_FILE: join(path, 'kiosk.log') };
    await using server = await TestServer.start({ args: ['--data-dir', path, '--tls', 'self-signed'], env });
    server.url = server.url.replace('https:', 'http:');
    expect((await server.fetch('/cam/a/snapshot')).status).toBe(200);
    await until(
      'it is told',
      async () => (await problemsOf(server)).includes('The data folder is read-only') || undefined,
    );
    const refused = await save(server, 'b');
    expect(refused.status).toBe(500);
    expect(await refused.json()).toMatchObject({
      code: 'not-saved',
      detail: expect.stringContaining(
        'the file system is read-only; mount it writable, then try again',
      ) as string,
    });
    const token = () =>
      server.fetch('/api/tokens', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: 't', scope: 'view' }),
      });
    expect((await token()).status).toBe(500);
    expect(secondServer(path).stderr).toContain('another server uses the data folder');
    remount(path, 'rw');
    expect((await save(server, 'b')).status).toBe(200);
    expect(readFileSync(join(path, 'cameras.json'), 'utf8')).toContain('"b"');
    expect((await token()).status).toBe(201);
    const aside = readdirSync(path).find((name) => name.startsWith('access.json.broken-'));
    expect(readFileSync(join(path, aside ?? ''), 'utf8')).toBe('broken');
  });

  test('that becomes read-only: the server ends as usual, though its note stays', async () => {
    const path = disk('1m');
    await using server = await TestServer.start({ args: ['--data-dir', path] });
    remount(path, 'ro');
    const exit = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(server.output).not.toContain('EROFS');
    expect(readdirSync(path)).toContain('server.pid');
    remount(path, 'rw');
  });

  test('that gets full: saving says so and loses nothing, and works once there is room', async () => {
    const path = disk('400k');
    await using server = await TestServer.start({ args: ['--data-dir', path] });
    spawnSync('sh', ['-c', 'cat /dev/zero >"$0/filler" 2>/dev/null', path]);
    const before = readdirSync(path);
    const refused = await save(server, 'b');
    expect(refused.status).toBe(507);
    expect(await refused.json()).toMatchObject({
      code: 'not-saved',
      detail: expect.stringContaining('the disk is full; delete something, then try again') as string,
    });
    expect(readdirSync(path)).toEqual(before);
    expect((await server.health()).cameras.map(({ id }) => id)).toEqual(['a']);
    expect((await server.fetch('/cam/a/snapshot')).status).toBe(200);
    rmSync(join(path, 'filler'));
    expect((await save(server, 'b')).status).toBe(200);
    expect((await server.health()).cameras.map(({ id }) => id)).toEqual(['b']);
  });
});
