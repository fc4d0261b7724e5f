import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the command line and the environment decide; cameras and the rest are in cameras.json. */
export interface ServerOptions {
  host: string;
  /** 0 lets the system choose a free one. */
  port: number;
  /** Absolute; cameras.json lives there. */
  dataFolder: string;
  /** The longest wait between two tries to reach a camera that failed. */
  retryCeilingMs: number;
  logLevel: string;
}

/** The command line or the environment is wrong: one line for the user, exit code 2. */
export class UsageError extends Error {}

/** The server cannot start here: one line for the user, exit code 2. */
export class StartError extends Error {}

export const usage = `Options:
  --port N        port to listen on (APP_PORT; default 8000)
  --host H        address to listen on (default 0.0.0.0: the whole LAN)
  --data-dir DIR  folder of cameras.json (RPICAM_DATA_DIR; default ./data)
  --help          show this
Environment: CAMERA_RETRY_INTERVAL (seconds, default 30), LOG_LEVEL (default INFO)`;

const logLevels: Record<string, string> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  WARN: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
};

/**
 * Reads flags and environment; undefined when help was asked for.
 * @throws UsageError naming the flag or variable that is wrong
 */
export function parseServerOptions(argv: string[], env: NodeJS.ProcessEnv): ServerOptions | undefined {
  const flags = parseFlags(argv);
  if (flags.help) return undefined;
  const logLevel = logLevels[(env['LOG_LEVEL'] || 'INFO').toUpperCase()];
  if (!logLevel)
    throw new UsageError(
      `LOG_LEVEL must be one of ${Object.keys(logLevels).join(', ')}: ${env['LOG_LEVEL']}`,
    );
  const port = flags.port === undefined ? ['APP_PORT', env['APP_PORT'] || '8000'] : ['--port', flags.port];
  if (flags.host === '') throw new UsageError('--host must not be empty');
  const dataFolder = flags['data-dir'] ?? (env['RPICAM_DATA_DIR'] || 'data');
  if (dataFolder === '') throw new UsageError('--data-dir must not be empty');
  return {
    host: flags.host ?? '0.0.0.0',
    port: wholeNumber(port[0] ?? '', port[1] ?? '', 0, 65_535),
    dataFolder: resolve(dataFolder),
    retryCeilingMs:
      1_000 * wholeNumber('CAMERA_RETRY_INTERVAL', env['CAMERA_RETRY_INTERVAL'] || '30', 1, 86_400),
    logLevel,
  };
}

function parseFlags(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} (--help lists the options)`,
    );
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < min || value > max) {
    throw new UsageError(`${name} must be a whole number from ${min} to ${max}: ${text}`);
  }
  return value;
}
