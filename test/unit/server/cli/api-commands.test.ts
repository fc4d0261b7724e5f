import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthSchema } from '../../../../server/contract/health.ts';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { cliEnvironment, cliPath, runCli } from './run-cli.ts';

const hall = { id: 'hall', name: 'Hall', device: 'test:Hall', width: 320, height: 240, fps: 5 };
const yard = { id: 'yard & more', name: 'Yard', device: 'test:Yard', width: 160, height: 120, fps: 5 };

let server: ServerHere;
let folder: string;
const cli = (args: string[], input?: string) =>
  runCli(args, { env: { RPICAM_BASE_URL: server.url }, ...(input === undefined ? {} : { input }) });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-cli-'));
  server = await ServerHere.start({ config: { port_mode: 'off', cameras: [hall, yard] } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('the commands that ask the server', () => {
  test('print its JSON, indented by two', async () => {
    const { code, stdout, stderr } = await cli(['health']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const health = healthSchema.parse(JSON.parse(stdout));
    expect(health.cameras.map(({ id }) => id)).toEqual(['hall', 'yard & more']);
    expect(stdout).toMatch(/^\{\n {2}"status": "ok",\n/);
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  test('take the address before and after the command, before the environment', async () => {
    const elsewhere = { env: { RPICAM_BASE_URL: 'http://127.0.0.1:1' } };
    expect(await runCli(['--base-url', server.url, 'config'], elsewhere)).toMatchObject({ code: 0 });
    expect(await runCli(['config', '--base-url', `${server.url}/`], elsewhere)).toMatchObject({ code: 0 });
    expect(await runCli(['config'], elsewhere)).toMatchObject({ code: 1 });
  });

  test('replace the configuration by what they printed, from a file and from stdin', async () => {
    const { stdout } = await cli(['config']);
    const file = join(folder, 'cameras.json');
    writeFileSync(file, stdout);
    const { code, stdout: answer } = await cli(['set', file]);
    expect(code).toBe(0);
    expect(JSON.parse(answer)).toMatchObject({ status: 'ok', cameras: { cameras: [{ id: 'hall' }, {}] } });
    const piped = await cli(['set', '-'], `\uFEFF${stdout}`);
    expect(piped).toMatchObject({ code: 0, stderr: '' });
  });

  test('restart and delete a camera, also one whose id has blanks', async () => {
    const { code, stdout } = await cli(['restart', yard.id]);
    expect({ code, answer: JSON.parse(stdout) }).toEqual({ code: 0, answer: { status: 'restarting' } });
    const deleted = await cli(['delete', yard.id]);
    expect(JSON.parse(deleted.stdout)).toMatchObject({ status: 'deleted', cameras: [{ id: 'hall' }] });
  });

  test('say what the server refuses, and end with 1', async () => {
    expect(await cli(['restart', 'nobody'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Request failed: \{"detail":"Camera not configured".*\}\n$/),
    });
    expect(await cli(['save', 'hall', '--before', '5', '--protect'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("set 'record.mode' to another mode than 'off' first"),
    });
    expect(await cli(['save', 'hall', '--before', '-5'])).toMatchObject({ code: 2 });
    const refused = await cli(['set', '-'], '{"cameras":[{"id":"","name":"x","device":0}]}');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Camera id is required.') });
  });

  test('do not send what is no JSON, and say where it is wrong', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{"cameras": [\n  oops]}');
    const { code, stderr } = await cli(['set', file]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: ${file} is not valid JSON (line 2, column 3: a value or ']' is expected there)\n`,
    );
    const missing = await cli(['set', join(folder, 'nope.json')]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('Error: cannot read') });
  });

  test('are not disturbed by a reader that has enough', async () => {
    const pipe = (line: string) =>
      new Promise<{ status: string; stderr: string }>((done) => {
        const env = cliEnvironment({ RPICAM_BASE_URL: server.url, CLI: `${process.execPath} ${cliPath}` });
        const script = `${line}; echo "\${PIPESTATUS[0]}" >&2`;
        execFile('bash', ['-c', script], { env }, (_error, _stdout, stderr) => {
          const lines = stderr.trim().split('\n');
          done({ status: lines.pop() ?? '', stderr: lines.join('\n') });
        });
      });
    expect(await pipe('$CLI watch | head -1')).toEqual({ status: '0', stderr: '' });
    expect(await pipe('$CLI config | true')).toEqual({ status: '0', stderr: '' });
  });
});

describe('snapshot', () => {
  test('writes the picture to stdout', async () => {
    const { code, bytes, stderr } = await cli(['snapshot', 'hall']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 240 });
    expect((await cli(['snapshot', 'hall', '--output', '-'])).bytes.subarray(0, 2)).toEqual(
      Buffer.from([0xff, 0xd8]),
    );
  });

  test('or into a file, and says so', async () => {
    const file = join(folder, 'hall.jpg');
    expect(await cli(['snapshot', 'hall', '--output', file])).toMatchObject({
      code: 0,
      stdout: `Saved snapshot to ${file}\n`,
    });
    expect(await sharp(readFileSync(file)).metadata()).toMatchObject({ width: 320 });
  });

  test('leaves no file behind when there is no such camera', async () => {
    const file = join(folder, 'nobody.jpg');
    const { code, stderr } = await cli(['snapshot', 'nobody', '--output', file]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('Request failed: {"detail"'),
    });
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  test('says that it cannot write there', async () => {
    const { code, stderr } = await cli(['snapshot', 'hall', '--output', join(folder, 'no/such/folder.jpg')]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Error: cannot write') });
  });
});

describe('devices', () => {
  test('always sends probe_missing, and the number of devices when it is given', async () => {
    const asked: string[] = [];
    const recorder = createServer((request: IncomingMessage, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('Content-Type', 'application/json').end('{"devices":[]}');
    }).listen(0, '127.0.0.1');
    await once(recorder, 'listening');
    const env = {
      RPICAM_BASE_URL: `http://127.0.0.1:${(recorder.address() as AddressInfo).port}/behind/proxy/`,
    };
    for (const flags of [[], ['--probe-missing', '--max', '2'], ['--no-probe-missing', '--max', '-1']]) {
      expect(await runCli(['devices', ...flags], { env })).toMatchObject({
        code: 0,
        stdout: '{\n  "devices": []\n}\n',
      });
    }
    recorder.close();
    expect(asked).toEqual([
      'GET /behind/proxy/api/devices?probe_missing=false',
      'GET /behind/proxy/api/devices?probe_missing=true&max=2',
      'GET /behind/proxy/api/devices?probe_missing=false&max=-1',
    ]);
  });
});
