import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withoutBrackets } from './contract/config/host-name.ts';
import { errorText } from './contract/error-text.ts';
import {
  environmentCamera,
  recordOptions,
  type EnvironmentCamera,
  type RecordOptions,
} from './environment-camera.ts';
import type { LogOptions } from './log/log-options.ts';
import { isKnownMachine } from './runtime/libc/known-machine.ts';
import { folderList, oneOf, UsageError, wholeNumber, yesOrNo } from './option-values.ts';

// The callers of `parseServerOptions` catch it.
export { UsageError };

/** The settings of the command line and the environment; all other settings are in cameras.json. */
export interface ServerOptions {
  host: string;
  /** With 0 the system chooses a free port. */
  port: number;
  /** The absolute path of the folder with cameras.json. */
  dataFolder: string;
  /** The longest wait between two tries to reach a camera that failed. */
  retryCeilingMs: number;
  log: LogOptions;
  /** Undefined means plain HTTP only. */
  tls: TlsOptions | undefined;
  /** The program and arguments that make nginx read its configuration again. They never go through a shell. */
  nginxReload: string[] | undefined;
  deviceProbe: DeviceProbeOptions;
  /** False: this machine's cameras stay closed, e.g. in a container without access to them. */
  ownCameras: boolean;
  /**
   * What reads the MJPEG of USB cameras: this process where it can, or always a child process. See `defaultCaptureWay`.
   */
  capture: 'process' | 'child';
  /** Folders whose clips cameras may show, in addition to the one in the data folder; absolute. */
  clipFolders: string[];
  /** The camera of a server without cameras, where the environment describes one. */
  environmentCamera: EnvironmentCamera | undefined;
  record: RecordOptions;
}

export interface TlsOptions {
  /** Absolute paths of PEM files, or a certificate that the server makes and keeps in its data folder. */
  certificate: { kind: 'files'; cert: string; key: string } | { kind: 'self-signed' };
  /** The answer to a plain HTTP request from another machine: a redirect to HTTPS, or the page itself. */
  plainHttp: 'redirect' | 'serve';
}

/**
 * The devices that GET /api/devices probes on a machine without any /dev/videoN, when the request does not say which.
 */
export interface DeviceProbeOptions {
  /** How many device numbers are tried, from 0 on. */
  max: number;
  whenNoDevices: boolean;
}

/** The server cannot start on this machine. The message is one line for the user; the exit code is 2. */
export class StartError extends Error {}

/**
 * The two lines that answer a wrong command line. They begin as those of rpicamserver, which scripts may read.
 * @param call the correct command line
 */
export function usageProblem(call: string, message: string): string {
  return `usage: ${call}\nrpicam-kiosk: ${message}`;
}

/**
 * See "Why USB cameras are read as they are" in CONTRIBUTING.md. The documents name it, too.
 * @param processType "browser" in Electron's main process, where no camera has been read that way yet. It is
 *   undefined in Node, and in Electron that runs as Node
 * @param processor on one that "process" was not tried on, programs read the cameras unless somebody asks for it
 */
export function defaultCaptureWay(
  processType: unknown = Reflect.get(process, 'type'),
  processor: string = process.arch,
): ServerOptions['capture'] {
  return processType === 'browser' || !isKnownMachine(processor) ? 'child' : 'process';
}

export const usage = `Options:
  --port N                    port to listen on (APP_PORT; default 8000)
  --host H                    address to listen on (default 0.0.0.0: the whole LAN)
  --data-dir DIR              folder of cameras.json (RPICAM_DATA_DIR; default ./data)
  --tls self-signed           HTTPS with a certificate that the server makes and renews
  --tls-cert F --tls-key F    HTTPS with this certificate and key (PEM)
  --tls-http redirect|serve   with HTTPS, the answer to plain HTTP from other machines (default redirect)
  --capture process|child     what reads the MJPEG of USB cameras: the server itself, or a program for each
                              (CAMERA_CAPTURE; default process; in the kiosk's Electron: child)
  --help                      show this
Environment:
  LOG_LEVEL (INFO), LOG_DEST (stdout; of stdout,file,syslog), LOG_FILE, LOG_FORMAT (auto; json or pretty),
  CAMERA_ENABLED (1; 0: no camera of this machine is opened),
  CAMERA_RETRY_INTERVAL (seconds, 30), MAX_DEVICE_PROBE (4), PROBE_WHEN_NO_DEVICES (false),
  CLIP_FOLDERS (further folders, separated by ":", whose videos and pictures a camera may show),
  NGINX_RELOAD_COMMAND (run after nginx.cameras.conf changed, e.g. "systemctl reload nginx"),
  where no camera is configured, the camera to begin with: TARGET_STREAM_FPS, PICAM_VIDEO_SIZE (1536x864),
  PICAM_FRAME_RATE (20), PICAM_AF_MODE (continuous), ROTATE_STREAM_90 (true), ROTATE_STREAM_180 (false),
  STREAM_JPEG_QUALITY (85); of POST /record/start: RECORD_OUTPUT_DIR (recordings), RECORD_FILE_PREFIX (capture)`;

/** The flags that `parseServerOptions` reads, without the leading dashes. */
export const serverFlags = {
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  tls: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-http': { type: 'string' },
  capture: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const logLevels: Record<string, string> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  WARN: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
};
const logDestinations = ['stdout', 'file', 'syslog'] as const;
const logFormats = ['auto', 'json', 'pretty'] as const;

/**
 * Reads flags and environment; returns undefined when the user asked for help.
 * @throws UsageError that names the wrong flag or variable
 */
export function parseServerOptions(argv: string[], env: NodeJS.ProcessEnv): ServerOptions | undefined {
  const flags = parseFlags(argv);
  if (flags.help) return undefined;
  const port = flags.port === undefined ? ['APP_PORT', env['APP_PORT'] || '8000'] : ['--port', flags.port];
  if (flags.host === '') throw new UsageError('--host must not be empty');
  const dataFolder = flags['data-dir'] ?? (env['RPICAM_DATA_DIR'] || 'data');
  if (dataFolder === '') throw new UsageError('--data-dir must not be empty');
  const reload = env['NGINX_RELOAD_COMMAND']?.trim();
  return {
    host: withoutBrackets(flags.host ?? '0.0.0.0'),
    port: wholeNumber(port[0] ?? '', port[1] ?? '', 0, 65_535),
    dataFolder: resolve(dataFolder),
    retryCeilingMs:
      1_000 * wholeNumber('CAMERA_RETRY_INTERVAL', env['CAMERA_RETRY_INTERVAL'] || '30', 1, 86_400),
    log: logOptions(env),
    tls: tlsOptions(flags),
    nginxReload: reload ? reload.split(/\s+/) : undefined,
    deviceProbe: {
      max: wholeNumber('MAX_DEVICE_PROBE', env['MAX_DEVICE_PROBE'] || '4', 0, 64),
      whenNoDevices: env['PROBE_WHEN_NO_DEVICES']?.toLowerCase() === 'true',
    },
    ownCameras: yesOrNo('CAMERA_ENABLED', env['CAMERA_ENABLED'] || '1'),
    capture: captureWay(flags.capture, env['CAMERA_CAPTURE']),
    clipFolders: folderList('CLIP_FOLDERS', env['CLIP_FOLDERS'] || ''),
    environmentCamera: environmentCamera(env),
    record: recordOptions(env),
  };
}

function logOptions(env: NodeJS.ProcessEnv): LogOptions {
  const level = logLevels[(env['LOG_LEVEL'] || 'INFO').toUpperCase()];
  if (!level) {
    const known = Object.keys(logLevels).join(', ');
    throw new UsageError(`LOG_LEVEL must be one of ${known}: ${env['LOG_LEVEL']}`);
  }
  const destinations = (env['LOG_DEST'] || 'stdout')
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean)
    .map((word) => oneOf('LOG_DEST', word, logDestinations));
  const file = env['LOG_FILE'];
  if (destinations.includes('file') && !file) throw new UsageError('LOG_DEST has "file": set LOG_FILE too');
  return {
    level,
    format: oneOf('LOG_FORMAT', env['LOG_FORMAT'] || 'auto', logFormats),
    destinations: [...new Set(destinations)],
    file: file ? resolve(file) : undefined,
  };
}

function captureWay(flag: string | undefined, variable: string | undefined): ServerOptions['capture'] {
  const ways = ['process', 'child'] as const;
  if (flag !== undefined) return oneOf('--capture', flag, ways);
  return oneOf('CAMERA_CAPTURE', variable || defaultCaptureWay(), ways);
}

function tlsOptions(flags: ReturnType<typeof parseFlags>): TlsOptions | undefined {
  const { tls, 'tls-cert': cert, 'tls-key': key } = flags;
  const plainHttp = oneOf('--tls-http', flags['tls-http'] ?? 'redirect', ['redirect', 'serve']);
  if (tls !== undefined) oneOf('--tls', tls, ['self-signed']);
  if (cert === undefined && key === undefined) {
    return tls === undefined ? undefined : { certificate: { kind: 'self-signed' }, plainHttp };
  }
  if (!cert || !key) throw new UsageError('--tls-cert and --tls-key belong together');
  if (tls !== undefined) throw new UsageError('--tls self-signed and --tls-cert exclude each other');
  return { certificate: { kind: 'files', cert: resolve(cert), key: resolve(key) }, plainHttp };
}

function parseFlags(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: serverFlags,
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw new UsageError(`${errorText(error)} (--help lists the options)`);
  }
}
