import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SelfSigned } from '../../../../fixtures/self-signed.ts';
import { until } from '../../../../fixtures/until.ts';
import { jpegs, probe } from '../../recording/jpeg-frames.ts';
import { runCli } from '../run-cli.ts';
import { OutputFolder, RecordRun } from './record-run.ts';
import { pictures, StreamCamera } from './stream-camera.ts';

const record = (args: string[], env?: NodeJS.ProcessEnv) => runCli(['record', ...args], { env: env ?? {} });

describe('record', () => {
  test.each([
    ['with lengths', {}],
    ['without lengths', { hasLengths: false }],
    [
      'with a quoted boundary',
      { contentType: 'multipart/x-mixed-replace;boundary="a b"', delimiter: '--a b' },
    ],
    ['with hyphens in its boundary', { contentType: 'multipart/x-mixed-replace; boundary=--frame' }],
    ['with no boundary', { contentType: 'multipart/x-mixed-replace', hasLengths: false }],
    ['with no type', { contentType: 'application/octet-stream', hasLengths: false }],
  ])('reads a stream %s', async (_form, form) => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start(form);
    const file = folder.file('out.mkv');
    const args = ['--url', camera.url(), '--output', file, '--limit-frames', '12'];
    expect(await record(args)).toMatchObject({ code: 0, stderr: '' });
    expect(probe(file).sizes).toEqual(pictures.slice(0, 12).map(({ length }) => length));
  });

  test('takes --boundary where the stream tells none, and then leaves out parts that are no pictures', async () => {
    using folder = new OutputFolder();
    const [thumbnail] = jpegs(1, '32x32');
    const text = `\r\n--cut\r\nContent-Type: text/plain\r\n\r\n${thumbnail?.toString('latin1')}\r\n`;
    const images = pictures.slice(0, 12).map((jpeg) => Buffer.concat([jpeg, Buffer.from(text, 'latin1')]));
    const form = { contentType: 'multipart/x-mixed-replace', delimiter: 'begin\r\n--cut', hasLengths: false };
    await using camera = await StreamCamera.start({ ...form, images });
    const args = ['--url', camera.url(), '--limit-frames', '10', '--output'];
    expect(await record([...args, folder.file('a.mkv'), '--boundary', 'cut'])).toMatchObject({ code: 0 });
    expect(readdirSync(folder.path)).toEqual(['a.mkv']);
    expect(probe(folder.file('a.mkv')).timesMs).toHaveLength(10);
  });

  test('reads HTTPS with a login, and shows the password to nobody', async () => {
    using folder = new OutputFolder();
    using tls = new SelfSigned();
    await using camera = await StreamCamera.start({ tls, login: 'ann:sec%ret' });
    const args = ['--url', camera.url('ann:sec%25ret@'), '--limit-frames', '5', '--output'];
    const trusted = { NODE_EXTRA_CA_CERTS: tls.certFile };
    expect(await record([...args, folder.file('a.mkv')], trusted)).toMatchObject({ code: 0 });
    expect(probe(folder.file('a.mkv')).timesMs).toHaveLength(5);
    expect(readFileSync(folder.file('a.mkv')).includes('ret@')).toBe(false);
    const untrusted = await record([...args, folder.file('b.mkv')]);
    expect(untrusted).toMatchObject({ code: 1, stderr: expect.stringContaining('NODE_EXTRA_CA_CERTS') });
    expect(untrusted.stderr).not.toContain('ret@');
    const refused = await record(
      ['--url', camera.url('ann:wrong1@'), '--output', folder.file('c.mkv'), '--retry'],
      trusted,
    );
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/refuses the login.*user:password@/),
    });
    expect(refused.stderr).not.toContain('wrong1');
    expect(readdirSync(folder.path)).toEqual(['a.mkv']);
  });

  test('sends RPICAM_AUTH to the server of --base-url and to no other', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start({ login: 'ann:se%c:ret' });
    const args = ['--url', camera.url(), '--limit-frames', '2', '--output'];
    const env = { RPICAM_AUTH: 'ann:se%c:ret', RPICAM_BASE_URL: new URL(camera.url()).origin };
    expect(await record([...args, folder.file('a.mkv')], env)).toMatchObject({ code: 0 });
    const other = { ...env, RPICAM_BASE_URL: 'http://127.0.0.1:1' };
    expect(await record([...args, folder.file('b.mkv')], other)).toMatchObject({ code: 1 });
  });

  test('thins to --fps and ends after --limit-frames', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start({ intervalsMs: [20] });
    const file = folder.file('out.mkv');
    const args = ['--url', camera.url(), '--output', file, '--fps', '10', '--limit-frames', '12'];
    expect(await record(args)).toMatchObject({ code: 0 });
    const { timesMs } = probe(file);
    expect(timesMs).toHaveLength(12);
    expect((timesMs.at(-1) ?? 0) / 11).toBeGreaterThan(95);
  });

  test('replaces no file, unless --force says so', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const file = folder.file('out.mkv');
    const args = ['--url', camera.url(), '--output', file, '--limit-frames', '3'];
    writeFileSync(file, 'precious');
    expect(await record(args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is there already.*--force/),
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(await record([...args, '--force'])).toMatchObject({ code: 0 });
    expect(probe(file).timesMs).toHaveLength(3);
    const other = folder.file('other.mkv');
    writeFileSync(`${other}.part`, 'of a killed one');
    const unfinished = await record(['--url', camera.url(), '--output', other]);
    expect(unfinished).toMatchObject({ code: 1, stderr: expect.stringContaining('other.mkv.part is there') });
    expect(readFileSync(`${other}.part`, 'utf8')).toBe('of a killed one');
  });

  test('does not replace a file that was made meanwhile, and keeps what it recorded', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const file = folder.file('out.mkv');
    await using run = new RecordRun(['--url', camera.url(), '--output', file]);
    await until('it records', () => existsSync(`${file}.part`) && camera.sentAtMs.length > 10);
    writeFileSync(file, 'precious');
    run.child.kill('SIGINT');
    const { code, stderr } = await run.ended();
    expect(code).toBe(1);
    expect(stderr).toContain(`What was recorded is in ${file}.part`);
    expect(stderr).toContain('another program made');
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(probe(`${file}.part`).timesMs.length).toBeGreaterThan(5);
  });

  test('says that MP4 needs ffmpeg where there is none, before it asks the camera', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    const args = ['--url', camera.url(), '--output', folder.file('out.mp4')];
    expect(await record(args, { PATH: ['/nowhere', folder.path].join(delimiter) })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: ffmpeg is not installed.*FILE\.mkv.*apt install ffmpeg\n$/),
    });
    expect(camera.sentAtMs).toEqual([]);
  });

  test.each<[string[], string]>([
    [['--output', 'x.avi'], 'It must end in .mkv or .mp4.'],
    [['--fps', '0'], 'It must be a number above 0.'],
    [['--limit-frames', '-1'], 'It must be a whole number, or 0.'],
    [['--duration', '9999999'], 'It must be at most 2000000.'],
    [['--url', 'rtsp://camera/'], '--url must be the http:// or https:// address'],
    [['--ca', 'x.pem'], 'NODE_EXTRA_CA_CERTS'],
    [['sleep'], 'Allowed choices are wait.'],
  ])('refuses %j with exit code 2', async (args, text) => {
    expect(await record(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(text) });
  });

  test('tells where nothing can be recorded, and leaves no file', async () => {
    using folder = new OutputFolder();
    const file = folder.file('out.mkv');
    expect(await record(['--url', 'http://127.0.0.1:1/x', '--output', file])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/Error: 127\.0\.0\.1:1\/x cannot be read: .*ECONNREFUSED.*--retry/),
    });
    const nowhere = await record(['--url', 'http://127.0.0.1:1/x', '--output', folder.file('no/out.mkv')]);
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('is not there; make it') });
    await using run = new RecordRun(['--url', 'http://127.0.0.1:1/x', '--output', file, '--retry']);
    await run.says(/tried again/);
    run.child.kill('SIGTERM');
    expect(await run.ended()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Nothing was recorded'),
    });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('makes files that others on the machine cannot read', async () => {
    using folder = new OutputFolder();
    await using camera = await StreamCamera.start();
    for (const name of ['a.mkv', 'a.mp4']) {
      await record(['--url', camera.url(), '--output', folder.file(name), '--limit-frames', '3']);
      expect(statSync(folder.file(name)).mode & 0o007).toBe(0);
    }
  });
});
