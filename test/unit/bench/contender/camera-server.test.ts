import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startCameraServer, type ServerProgram } from '../../../bench/contender/camera-server.ts';
import { pathWithout } from '../../../bench/contender/path-without.ts';
import { processTree } from '../../../bench/meter/process-tree.ts';
import { until } from '../../../fixtures/until.ts';

/** Runs a Node script; `folders` gets the folders it was given. */
function program(script: string, folders: string[] = []): ServerProgram {
  return {
    name: 'example',
    spawn: (folder, port, stdio) => {
      folders.push(folder);
      return spawn(process.execPath, ['-e', script, String(port)], { stdio });
    },
    healthPath: '/health',
    streamPath: (cameraId) => `/${cameraId}/video`,
    snapshotPath: (cameraId) => `/${cameraId}/still`,
  };
}

/** Is not well when it is asked for the first time; every other answer is how often it was asked. */
const answering = `
  let asked = 0;
  require('http').createServer((request, response) => {
    if (request.url === '/health') response.writeHead(asked++ ? 200 : 503).end();
    else response.end(String(asked));
  }).listen(process.argv[1], '127.0.0.1');
`;

describe('a camera server under measurement', () => {
  const signal = new AbortController().signal;

  test('is there when it answers that it is well, and gone with its folder when disposed', async () => {
    const folders: string[] = [];
    const server = await startCameraServer(program(answering, folders), signal);
    expect(server.streamUrl('a')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a\/video$/);
    expect(server.snapshotUrl('a')).toMatch(/\/a\/still$/);
    expect(await (await fetch(server.snapshotUrl('a'))).text()).toBe('2');
    expect(processTree(server.pid)).toHaveLength(1);
    await server[Symbol.asyncDispose]();
    expect(processTree(server.pid)).toEqual([]);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
  });

  test('that ends at once is reported with what it said', async () => {
    const folders: string[] = [];
    const failing = program('console.error("no such option"); process.exit(2)', folders);
    await expect(startCameraServer(failing, signal)).rejects.toThrow(
      'example does not serve: no such option',
    );
    expect(folders.map((folder) => existsSync(folder))).toEqual([false]);
  });

  test('that ends later says how and what it said last', async () => {
    const failing = "if (request.url === '/a/still') { console.error('no memory'); process.exit(3); }";
    const ending = answering.replace('if (request', `${failing} if (request`);
    await using server = await startCameraServer(program(ending), signal);
    expect(server.ended()).toBeUndefined();
    await expect(fetch(server.snapshotUrl('a'))).rejects.toThrow();
    expect(await until('it has ended', () => server.ended())).toBe(
      'example ended (exit code 3, signal null): no memory\n',
    );
  });

  test('is ended when the bench is, before it ever answered', async () => {
    const stop = new AbortController();
    let pid = 0;
    const silent = program('setInterval(() => {}, 1000)');
    const starting = startCameraServer(
      {
        ...silent,
        spawn: (...how) => {
          const child = silent.spawn(...how);
          pid = child.pid ?? 0;
          stop.abort(new Error('Ctrl-C'));
          return child;
        },
      },
      stop.signal,
    );
    await expect(starting).rejects.toThrow('example does not serve');
    expect(pid).toBeGreaterThan(0);
    expect(processTree(pid)).toEqual([]);
  });
});

describe('a PATH without a program', () => {
  test('has all the others', () => {
    using path = pathWithout('env');
    expect(existsSync(join(path.folder, 'sh'))).toBe(true);
    expect(existsSync(join(path.folder, 'env'))).toBe(false);
  });
});
