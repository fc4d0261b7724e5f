import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestServer } from '../../../../../fixtures/running-server.ts';
import { runCli } from '../../run-cli.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rpicam-bundle-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Each of them stands in one place only, so that a leak tells where it is. */
const secrets = {
  password: 'LEAK-password',
  username: 'LEAK-username',
  rtspUser: 'LEAK-rtsp-user',
  rtspPassword: 'LEAK-rtsp@password',
  queryToken: 'LEAK-query-token',
  pathPassword: 'LEAK-path-password',
  lonelyLogin: 'LEAK-lonely-login',
  unknownField: 'LEAK-unknown-field',
  oldPassword: 'LEAK-old-password',
  envLogin: 'LEAK-env-login',
  envToken: 'LEAK-env-token',
  logHeader: 'LEAK-log-header',
  logCookie: 'LEAK-log-cookie',
  logToken: 'LEAK-log-token',
  logUrl: 'LEAK-log-url',
  tokenFile: 'LEAK-token-file',
  keyFile: 'LEAK-key-file',
};

const config = {
  port_mode: 'off',
  auth: { enabled: true, protect_status: true, username: secrets.username, password: secrets.password },
  api_key: secrets.unknownField,
  cameras: [
    {
      id: 'barn',
      name: 'Barn',
      device: `rtsp://${secrets.rtspUser}:${encodeURIComponent(secrets.rtspPassword)}@127.0.0.1:1/x?token=${secrets.queryToken}`,
    },
    {
      id: 'shed',
      name: 'Shed',
      device: `http://127.0.0.1:1/user=a_password=${secrets.pathPassword}_channel=1`,
    },
    { id: 'attic', name: 'Attic', device: `http://${secrets.lonelyLogin}@127.0.0.1:1/` },
  ],
};

/** Files where the server and others keep secrets. */
function plant(dataFolder: string): string {
  const log = join(folder, 'server.log');
  writeFileSync(join(dataFolder, 'cameras.json.kept-1'), `{"auth":{"password":"${secrets.oldPassword}"}`);
  writeFileSync(join(dataFolder, 'tokens.json'), `{"secret":"${secrets.tokenFile}"}`);
  mkdirSync(join(dataFolder, 'tls'), { recursive: true });
  writeFileSync(join(dataFolder, 'tls/key.pem'), `-----BEGIN PRIVATE KEY-----\n${secrets.keyFile}\n`);
  writeFileSync(
    log,
    [
      `{"msg":"request","headers":{"authorization":"Basic ${btoa(`me:${secrets.logHeader}`)}"}}`,
      `Cookie: session=${secrets.logCookie}`,
      `GET /cam/barn/video?token=${secrets.logToken} 200`,
      `cannot open rtsp://x:${secrets.logUrl}@cam/`,
      `login with ${secrets.password}, before ${secrets.oldPassword}`,
      `${secrets.rtspPassword} ${encodeURIComponent(secrets.rtspPassword)} ${secrets.queryToken} ${secrets.lonelyLogin}`,
      'a line that shall be there',
    ].join('\n'),
  );
  return log;
}

function unpacked(file: string): Map<string, string> {
  execFileSync('tar', ['--force-local', '-xzf', file, '-C', folder]);
  const inside = join(folder, 'rpicam-kiosk-support');
  return new Map(readdirSync(inside).map((name) => [name, readFileSync(join(inside, name), 'utf8')]));
}

function leaks(files: Map<string, string>): string[] {
  return [...files].flatMap(([name, text]) =>
    Object.entries(secrets).flatMap(([secret, value]) =>
      [value, encodeURIComponent(value), btoa(`me:${value}`)].some((spelling) => text.includes(spelling))
        ? [`${secret} in ${name}`]
        : [],
    ),
  );
}

describe('the support archive', () => {
  test('of a running server holds what helps, and no secret', async () => {
    await using server = await TestServer.start({ config });
    const log = plant(server.dataFolder);
    const file = join(folder, 'support 12:30.tar.gz');
    const env = {
      RPICAM_AUTH: `${secrets.username}:${secrets.password}`,
      RPICAM_TOKEN_OLD: secrets.envToken,
      LOG_FILE: log,
    };
    const { stderr } = await runCli(['doctor', '--bundle', file, '--base-url', server.url], { env });
    expect(stderr).toContain(`Wrote ${file}`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const files = unpacked(file);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'cameras.json',
        'doctor.json',
        'doctor.txt',
        'health.json',
        'log.txt',
        'versions.txt',
      ]),
    );
    expect(leaks(files)).toEqual([]);
    expect(JSON.parse(files.get('cameras.json') ?? '')).toMatchObject({
      auth: { enabled: true, username: '***' },
      cameras: [{ id: 'barn', device: 'rtsp://***@127.0.0.1:1/x?***' }, { id: 'shed' }, { id: 'attic' }],
    });
    expect(JSON.parse(files.get('health.json') ?? '')).toMatchObject({ cameras: [{ id: 'barn' }, {}, {}] });
    expect(JSON.parse(files.get('doctor.json') ?? '')).toHaveProperty('findings');
    expect(files.get('log.txt')).toContain('a line that shall be there');
    expect(files.get('versions.txt')).toContain('ffmpeg version');
  });

  test('of a broken cameras.json does not hold the file', async () => {
    const dataFolder = join(folder, 'data');
    mkdirSync(dataFolder);
    const log = plant(dataFolder);
    writeFileSync(join(dataFolder, 'cameras.json'), `${JSON.stringify(config).slice(0, -3)} oops`);
    const file = join(folder, 'support.tar.gz');
    const env = {
      RPICAM_TOKEN: secrets.envToken,
      RPICAM_BASE_URL: `http://${secrets.envLogin}:x@127.0.0.1:1`,
      LOG_FILE: log,
    };
    const { code } = await runCli(['doctor', '--data-dir', dataFolder, '--bundle', file], { env });
    expect(code).toBe(1);
    const files = unpacked(file);
    expect(leaks(files)).toEqual([]);
    expect(files.get('doctor.txt')).toContain('cameras.json is not valid JSON');
    expect(files.get('health.json')).toContain('not available');
  });

  test('that cannot be written is told', async () => {
    const { code, stderr } = await runCli(['doctor', '--bundle', join(folder, 'no/where.tar.gz')], {
      cwd: folder,
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Error: cannot write .*ENOENT/),
    });
  });
});
