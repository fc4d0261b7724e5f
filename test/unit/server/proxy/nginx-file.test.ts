import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nginxReportSchema } from '../../../../server/contract/nginx.ts';
import { NginxFile } from '../../../../server/proxy/nginx-file.ts';
import { systemClock, type Clock } from '../../../../server/runtime/clock.ts';
import { TemporaryFolder } from '../config/temporary-folder.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { until } from '../../../fixtures/until.ts';

const logger = silentLogger;
const camera = (id: string, port: number) => ({ id, name: id, device: 'test', port });
const cameras = [camera('door', 8_081), camera('yard', 8_082)];

function setting(clock: Clock = systemClock): { folder: TemporaryFolder; file: NginxFile; path: string } {
  const folder = new TemporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const parts = { server: () => '127.0.0.1:8000', reload: undefined, clock, logger };
  const file = new NginxFile({ ...parts, folder: folder.path });
  return { folder, file, path: join(folder.path, 'nginx.cameras.conf') };
}

describe('nginx.cameras.conf', () => {
  test('is there while the server serves the ports itself, for all to read', async () => {
    const { folder, file, path } = setting();
    const umask = process.umask(0o077);
    await file.apply({ port_mode: 'embedded', cameras }).finally(() => process.umask(umask));
    expect(folder.read('nginx.cameras.conf').match(/listen \d+;/g)).toEqual(['listen 8081;', 'listen 8082;']);
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(file.problems).toEqual([]);
  });

  test('has beside it the picture that nginx shows while the server is away', async () => {
    const { folder, file } = setting();
    await file.apply({ port_mode: 'embedded', cameras });
    const picture = join(folder.path, 'nginx.offline.jpg');
    expect(statSync(picture).mode & 0o777).toBe(0o644);
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'jpeg', width: 640 });
    expect(folder.read('nginx.cameras.conf')).toContain(`root "${folder.path}"`);
  });

  test('is written anew only when it changes', async () => {
    const { folder, file, path } = setting();
    await file.apply({ port_mode: 'embedded', cameras });
    const before = statSync(path, { bigint: true });
    await file.apply({ port_mode: 'embedded', cameras: cameras.map((one) => ({ ...one, name: 'new' })) });
    expect(statSync(path, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
    await file.apply({ port_mode: 'embedded', cameras: [camera('door', 9_000)] });
    expect(folder.read('nginx.cameras.conf').match(/listen \d+;/g)).toEqual(['listen 9000;']);
  });

  test('has only comments when the cameras have no ports', async () => {
    const { folder, file } = setting();
    await file.apply({ port_mode: 'off', cameras });
    expect(folder.read('nginx.cameras.conf')).toMatch(/^(# .*\n){2}$/);
  });

  test('that cannot be written is a problem of who wants nginx, until it can be', async () => {
    const { folder, file, path } = setting();
    rmSync(folder.path, { recursive: true });
    await file.apply({ port_mode: 'embedded', cameras });
    expect(file.problems).toEqual([]);
    await file.apply({ port_mode: 'nginx', cameras });
    expect(file.problems).toEqual([expect.stringContaining(path)]);
    mkdirSync(folder.path);
    await file.apply({ port_mode: 'nginx', cameras });
    expect(file.problems).toEqual([]);
    await file.close();
  });

  test('that could not be written is written by itself once it can be', async () => {
    const clock = new SteppedClock();
    const { folder, file, path } = setting(clock);
    rmSync(folder.path, { recursive: true });
    await file.apply({ port_mode: 'embedded', cameras });
    mkdirSync(folder.path);
    await until('it is written', async () => {
      await clock.advance(30_000);
      return existsSync(path);
    });
    await file.close();
  });

  test('in whose place is a pipe takes its place, and nobody waits for the pipe', async () => {
    const { folder, file, path } = setting();
    spawnSync('mkfifo', [path]);
    await file.apply({ port_mode: 'embedded', cameras });
    expect(statSync(path).isFile()).toBe(true);
    expect(folder.read('nginx.cameras.conf')).toContain('listen 8081;');
    await file.close();
  });
});

test('the report names the file and the two commands that put it to use', async () => {
  const { file, path } = setting();
  await file.apply({ port_mode: 'embedded', cameras });
  const report = nginxReportSchema.parse(file.report);
  expect(report).toMatchObject({ path, port_mode: 'embedded', check: { state: 'not-checked' } });
  expect(report.text).toContain('listen 8081;');
  expect(report.apply).toEqual([
    `sudo ln -sf ${path} /etc/nginx/conf.d/rpicam-kiosk.conf`,
    'sudo nginx -t && sudo systemctl reload nginx',
  ]);
});

test('a path that a shell would take apart is quoted in the commands', () => {
  const parts = { server: () => '', reload: undefined, clock: systemClock, logger };
  const file = new NginxFile({ ...parts, folder: "/srv/the pi's data" });
  expect(file.report.apply[0]).toContain(`'/srv/the pi'\\''s data/nginx.cameras.conf'`);
});
