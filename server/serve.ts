import type { RunningServer } from './index.ts';
import {
  endUnlessIdle,
  exitThoughDriversHang,
  reloadOnHangup,
  serverShutdownLimitMs,
  stopOnSignals,
} from './process-lifetime.ts';
import { startProcessServer } from './process-server.ts';
import { parseServerOptions, StartError, usage, UsageError, usageProblem } from './server-options.ts';
import { startSystemdNotify } from './systemd-notify.ts';

/** Runs the server without a display until a signal ends it. Resolves to the exit code. */
export async function serve(argv: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const stop = new AbortController();
  try {
    const options = parseServerOptions(argv, env);
    if (!options) {
      process.stdout.write(`rpicam-kiosk: the camera server without a display\n${usage}\n`);
      return 0;
    }
    exitThoughDriversHang();
    stopOnSignals(stop, serverShutdownLimitMs);
    const followHangup = reloadOnHangup();
    const server = await startProcessServer(options, stop.signal);
    followHangup(server);
    process.stdout.write(startMessage(server));
    const status = () => `Listens on ${server.urls.join(' ')}`;
    const told = startSystemdNotify({ env, logger: server.logger, status }, stop.signal);
    await Promise.all([server.closed, told]);
    endUnlessIdle(0);
    return 0;
  } catch (error) {
    if (error instanceof UsageError)
      return refuse(usageProblem('rpicam-kiosk serve [options]', error.message));
    if (error instanceof StartError) return refuse(`rpicam-kiosk: ${error.message}`);
    throw error;
  }
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  endUnlessIdle(2);
  return 2;
}

function startMessage({ urls, tlsFingerprint }: RunningServer): string {
  const certificate = tlsFingerprint ? `rpicam-kiosk certificate SHA-256 ${tlsFingerprint}\n` : '';
  return `rpicam-kiosk listens on ${urls.join('  ')}\n${certificate}`;
}
