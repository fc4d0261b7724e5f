import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ServerHere } from '../../../fixtures/server-here.ts';
import { runCli } from './run-cli.ts';

const auth = { enabled: true, protect_streams: true, username: 'jürgen', password: 'pässwort:mit ☃' };

describe('a server with a login', () => {
  test('lets us in with RPICAM_AUTH in UTF-8, and without it we say so', async () => {
    await using server = await ServerHere.start({ config: { auth, port_mode: 'off', cameras: [] } });
    const env = { RPICAM_BASE_URL: server.url };
    const RPICAM_AUTH = `${auth.username}:${auth.password}`;
    expect(await runCli(['config'], { env: { ...env, RPICAM_AUTH } })).toMatchObject({ code: 0 });

    const refused = await runCli(['config'], { env });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^Request failed: \{"detail":"Authentication required".*\}\n.*RPICAM_AUTH/,
    );
    const wrong = await runCli(['config'], { env: { ...env, RPICAM_AUTH: 'jürgen:wrong' } });
    expect(wrong.stderr).toContain('Invalid credentials');
    expect(wrong.stderr).not.toContain('wrong"');
  });
});

describe('the login that is sent', () => {
  test('is a token before a password before a login in the address', async () => {
    const seen: (string | undefined)[] = [];
    const recorder = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(recorder, 'listening');
    const { port } = recorder.address() as AddressInfo;
    const RPICAM_BASE_URL = `http://me:p%40ss@127.0.0.1:${port}`;
    await runCli(['health'], { env: { RPICAM_BASE_URL } });
    await runCli(['health'], { env: { RPICAM_BASE_URL, RPICAM_AUTH: 'a:b:c' } });
    await runCli(['health'], { env: { RPICAM_BASE_URL, RPICAM_AUTH: 'a:b', RPICAM_TOKEN: 'rpk_1234' } });
    recorder.close();
    const basic = (login: string) => `Basic ${Buffer.from(login).toString('base64')}`;
    expect(seen).toEqual([basic('me:p@ss'), basic('a:b:c'), 'Bearer rpk_1234']);
  });
});
