import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  serverPath,
  serverReportSchema,
  type ServerReport,
} from '../../../../../../server/contract/server-report.ts';
import { TemporaryFolder } from '../../../config/temporary-folder.ts';
import { call } from '../../../../../fixtures/api-call.ts';
import { TestServer, type ServerSetup } from '../../../../../fixtures/running-server.ts';

async function reportOf(server: TestServer): Promise<ServerReport> {
  return serverReportSchema.parse((await call(server, 'GET', serverPath)).body);
}

const start = (setup: ServerSetup) => TestServer.start({ config: { cameras: [] }, ...setup });

describe('/api/server', () => {
  test('tells what holds where nothing was said', async () => {
    await using server = await start({ env: { LOG_LEVEL: '' } });
    const report = await reportOf(server);
    expect(report).toMatchObject({
      host: '127.0.0.1',
      port: Number(new URL(server.url).port),
      urls: [server.url],
      data_folder: server.dataFolder,
      tls: { mode: 'off', fingerprint: null, expires_at: null, plain_http: null, problem: '' },
      log: { level: 'INFO', format: 'auto', destinations: ['stdout'], file: null, dropped: 0 },
      device_probe: { max: 4, when_no_devices: false },
      retry_interval_seconds: 30,
      nginx_reload: null,
    });
    expect(report.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(report.uptime_seconds).toBeLessThan(60);
  });

  test('tells what flags and environment decided', async () => {
    using folder = new TemporaryFolder();
    const file = join(folder.path, 'server.log');
    await using server = await start({
      env: {
        LOG_LEVEL: 'warn',
        LOG_DEST: 'file,stdout',
        LOG_FILE: file,
        LOG_FORMAT: 'json',
        MAX_DEVICE_PROBE: '7',
        PROBE_WHEN_NO_DEVICES: 'true',
        CAMERA_RETRY_INTERVAL: '5',
        NGINX_RELOAD_COMMAND: 'systemctl reload nginx',
      },
    });
    expect(await reportOf(server)).toMatchObject({
      log: { level: 'WARNING', format: 'json', destinations: ['file', 'stdout'], file },
      device_probe: { max: 7, when_no_devices: true },
      retry_interval_seconds: 5,
      nginx_reload: ['systemctl', 'reload', 'nginx'],
    });
  });

  test('tells which certificate is in use and how long it lasts', async () => {
    await using server = await start({ args: ['--tls', 'self-signed', '--tls-http', 'serve'] });
    server.url = server.url.replace('https', 'http');
    const { tls } = await reportOf(server);
    expect(tls).toMatchObject({ mode: 'self-signed', plain_http: 'serve', problem: '' });
    expect(server.output).toContain(`certificate SHA-256 ${tls.fingerprint}`);
    expect(Date.parse(tls.expires_at ?? '')).toBeGreaterThan(Date.now() + 30 * 86_400_000);
  });

  test('is for administrators only', async () => {
    const auth = { enabled: true, username: 'me', password: 'sesame', protect_streams: false };
    await using server = await start({ config: { auth, cameras: [] } });
    expect((await call(server, 'GET', serverPath)).status).toBe(401);
  });
});
