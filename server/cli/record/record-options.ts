import { hasHost } from '../../contract/config/host-name.ts';
import { UsageError } from '../../server-options.ts';
import { addressText, type ServerAddress } from '../server-address.ts';

/** The flags as commander gives them. */
export interface RecordFlags {
  url?: string;
  output: string;
  fps?: number;
  limitFrames?: number;
  boundary?: string;
  duration?: number;
  retry?: boolean;
  force?: boolean;
  verbose?: boolean;
}

export interface RecordOptions {
  /** With the login in it. Never to be shown: see `sourceText`. */
  url: string;
  output: string;
  /** At most so many frames per second are recorded; undefined: all. */
  framesPerSecond: number | undefined;
  /** 0: no limit. */
  limitFrames: number;
  boundary: string | undefined;
  /** From the first frame on. */
  durationMs: number | undefined;
  retry: boolean;
  force: boolean;
  verbose: boolean;
}

/** @throws UsageError that names the wrong flag */
export function recordOptions(
  flags: RecordFlags,
  server: ServerAddress,
  env: NodeJS.ProcessEnv,
): RecordOptions {
  if (server.caFile !== undefined) {
    throw new UsageError('record knows no --ca; set NODE_EXTRA_CA_CERTS to the file with the certificate');
  }
  return {
    url: streamUrl(flags.url ?? `${addressText(server.base)}/stream.mjpg`, server, env),
    output: flags.output,
    framesPerSecond: flags.fps,
    limitFrames: flags.limitFrames ?? 0,
    boundary: flags.boundary,
    durationMs: flags.duration === undefined ? undefined : flags.duration * 1_000,
    retry: flags.retry === true,
    force: flags.force === true,
    verbose: flags.verbose === true,
  };
}

/** The address of a stream as it may be shown: without login and query, in which a password may be. */
export function sourceText(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

function streamUrl(text: string, { base }: ServerAddress, env: NodeJS.ProcessEnv): string {
  if (!hasHost(text) || !/^https?:\/\//i.test(text)) {
    throw new UsageError('--url must be the http:// or https:// address of an MJPEG stream');
  }
  const url = new URL(text);
  const [, user, password] = /^([^:]*):(.*)$/s.exec(env['RPICAM_AUTH'] ?? '') ?? [];
  // Another machine must not get the password of the server.
  if (user && password !== undefined && !url.username && url.origin === base.origin) {
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(password);
  }
  return url.href;
}
