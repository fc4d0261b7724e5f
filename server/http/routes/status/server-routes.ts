import { serverPath, serverReportSchema, type ServerReport } from '../../../contract/server-report.ts';
import type { LogOptions } from '../../../log/log-options.ts';
import type { ServerTls } from '../../../tls/server-tls.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { serverUrls } from '../../port/server-urls.ts';

export interface ServerParts {
  /** The options the server was started with, and what came of them. */
  describeServer: () => ServerFacts;
}

export interface ServerFacts {
  version: string;
  /** Milliseconds since the start. */
  ageMs: number;
  /** The one it really listens on. */
  port: number;
  tls: Pick<ServerTls, 'fingerprint' | 'expiresAt' | 'problem'> | undefined;
  droppedLines: Partial<Record<string, number>>;
  options: {
    host: string;
    dataFolder: string;
    retryCeilingMs: number;
    log: LogOptions;
    tls: { certificate: { kind: 'files' | 'self-signed' }; plainHttp: 'redirect' | 'serve' } | undefined;
    nginxReload: string[] | undefined;
    deviceProbe: { max: number; whenNoDevices: boolean };
  };
}

/** `/api/server`: the settings that only flags and environment variables can change. */
export function serverOperations({ describeServer }: ServerParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: serverPath,
      guard: 'admin',
      noStore: true,
      group: 'Configuration',
      summary: 'What flags and environment decided: addresses, HTTPS, log, data folder',
      answers: { 200: { description: 'As it is in effect', schema: serverReportSchema } },
      handle(_request, response) {
        response.json(serverReport(describeServer()));
      },
    }),
  ];
}

function serverReport({ version, ageMs, port, tls, droppedLines, options }: ServerFacts): ServerReport {
  const { host, log, deviceProbe } = options;
  return {
    version,
    uptime_seconds: Math.round(ageMs / 1_000),
    host,
    port,
    urls: serverUrls(host, port, tls ? 'https' : 'http'),
    data_folder: options.dataFolder,
    tls: {
      mode: options.tls?.certificate.kind ?? 'off',
      fingerprint: tls?.fingerprint ?? null,
      expires_at: tls?.expiresAt.toISOString() ?? null,
      plain_http: options.tls?.plainHttp ?? null,
      problem: tls?.problem ?? '',
    },
    log: {
      level: levelNames[log.level] ?? 'INFO',
      format: log.format,
      destinations: log.destinations,
      file: log.file ?? null,
      dropped: Object.values(droppedLines).reduce((sum: number, lines = 0) => sum + lines, 0),
    },
    device_probe: { max: deviceProbe.max, when_no_devices: deviceProbe.whenNoDevices },
    retry_interval_seconds: options.retryCeilingMs / 1_000,
    nginx_reload: options.nginxReload ?? null,
  };
}

/** The names that LOG_LEVEL takes, by pino's. */
const levelNames: Record<string, ServerReport['log']['level']> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};
