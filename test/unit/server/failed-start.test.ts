import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compose } from '../../../server/compose.ts';
import { startServer } from '../../../server/index.ts';
import { lockFolder } from '../../../server/runtime/folder-lock.ts';
import { parseServerOptions, type ServerOptions } from '../../../server/server-options.ts';
import { until } from '../../fixtures/until.ts';

const hangingFfmpeg = '#!/bin/sh\nexec sleep 1000\n';

/** A data folder with one camera that needs a child process, and the options of a server on it. */
function dataFolder(args: string[] = []): ServerOptions {
  const folder = mkdtempSync(join(tmpdir(), 'rpicam-failed-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const cameras = [{ id: 'a', name: 'A', device: 'rtsp://127.0.0.1:9/none' }];
  writeFileSync(join(folder, 'cameras.json'), JSON.stringify({ port_mode: 'off', cameras }));
  const options = parseServerOptions(['--host', '127.0.0.1', '--port', '0', '--data-dir', folder, ...args], {
    LOG_LEVEL: 'CRITICAL',
  });
  if (!options) throw new Error('no options');
  return options;
}

/** Only the kinds that a server could leave behind. */
const leavable = ['TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'FSEventWrap', 'PipeWrap', 'Timeout'];

function openNow(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => leavable.includes(kind))
    .sort();
}

/** The same once the test's runner has no timer of its own, which would hide one that is left. */
async function openBefore(): Promise<string[]> {
  await until('the runner has no timer', () => !openNow().includes('Timeout'));
  return openNow();
}

function children(): string[] {
  const own = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  return own.split(' ').filter((pid) => pid !== '');
}

/** Fails when anything of a server is left, or when its data folder is not free. */
async function expectNothingLeft(before: string[], { dataFolder: folder }: ServerOptions): Promise<void> {
  expect(openNow()).toEqual(before);
  expect(children()).toEqual([]);
  expect(existsSync(join(folder, 'server.pid'))).toBe(false);
  const lock = await lockFolder(folder);
  expect(lock.kind).toBe('held');
  if (lock.kind === 'held') await lock.release();
}

describe('a server that could not start leaves no socket, timer, child or lock', () => {
  test('when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    onTestFinished(() => new Promise((closed) => void other.close(() => closed())));
    const { port } = other.address() as AddressInfo;
    const options = dataFolder(['--port', String(port)]);
    const mark = join(options.dataFolder, 'reading-cameras');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    writeFileSync(mark, boot);
    const before = await openBefore();
    await expect(startServer(options, new AbortController().signal)).rejects.toThrow('in use');
    await expectNothingLeft(before, options);
    expect(readFileSync(mark, 'utf8')).toBe(boot); // what the last server died of is still known
  });

  test('when its certificate is not there', async () => {
    const options = dataFolder(['--tls-cert', '/nowhere/cert.pem', '--tls-key', '/nowhere/key.pem']);
    const before = await openBefore();
    await expect(startServer(options, new AbortController().signal)).rejects.toThrow('/nowhere/cert.pem');
    await expectNothingLeft(before, options);
  });

  test('when a part of it fails after the port is open and a camera runs', async () => {
    const options = dataFolder();
    const programs = mkdtempSync(join(tmpdir(), 'rpicam-programs-'));
    onTestFinished(() => rmSync(programs, { recursive: true }));
    writeFileSync(join(programs, 'ffmpeg'), hangingFfmpeg, { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${programs}:${path}`;
    onTestFinished(() => void (process.env['PATH'] = path));
    const before = await openBefore();
    const started = startServer(options, new AbortController().signal, undefined, async (...parts) => {
      const server = await compose(...parts);
      return {
        ...server,
        async start(port) {
          await server.start(port);
          await until('the capture runs', () => children().length > 0);
          expect(openNow()).toContain('TCPServerWrap');
          throw new Error('this part is broken');
        },
      };
    });
    await expect(started).rejects.toThrow('this part is broken');
    await expectNothingLeft(before, options);
  });
});
