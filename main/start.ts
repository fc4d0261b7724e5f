import type { RunningServer } from '../server/index.ts';
import {
  endUnlessIdle,
  exitThoughDriversHang,
  reloadOnHangup,
  serverShutdownLimitMs,
  stopOnSignals,
} from '../server/process-lifetime.ts';
import { startProcessServer } from '../server/process-server.ts';
import { findProgram } from '../server/runtime/child/program.ts';
import { untilAborted } from '../server/runtime/until-aborted.ts';
import { parseServerOptions, StartError, usage, UsageError, usageProblem } from '../server/server-options.ts';
import { chooseDisplay, type Display } from './launch/choose-display.ts';
import { chromiumArgs } from './launch/chromium-args.ts';
import { findElectron } from './launch/electron-binary.ts';
import { keepBrowserOpen, reopenDelays } from './launch/kiosk-browser.ts';
import { runElectron } from './launch/run-electron.ts';
import { shutdownLimitMs } from './shutdown.ts';

/** `npm start`: the server in this process, and the wall on this machine's display. Resolves to the exit code. */
async function start(argv: string[], env: NodeJS.ProcessEnv): Promise<number> {
  const stop = new AbortController();
  const serving = new AbortController();
  try {
    const options = parseServerOptions(argv, env);
    if (!options) {
      process.stdout.write(
        `rpicam-kiosk: the camera server and, where there is a display, its wall\n${usage}\n`,
      );
      return 0;
    }
    const isRoot = process.getuid?.() === 0;
    const display = chooseDisplay({
      env,
      findProgram: (name) => findProgram(name, env['PATH'] ?? ''),
      electron: findElectron(env),
      isRoot,
    });
    const displayLine = `display: ${display.mode}, because ${display.why}`;
    if (display.mode === 'electron') {
      say(displayLine);
      // Electron takes as long to end as the kiosk in it.
      stopOnSignals(stop, shutdownLimitMs + 1_000);
      return await runElectron({ ...display, argv }, stop.signal);
    }
    exitThoughDriversHang();
    stopOnSignals(stop, serverShutdownLimitMs);
    const followHangup = reloadOnHangup();
    const server = await startProcessServer(options, serving.signal);
    followHangup(server);
    say(`listens on ${server.urls.join('  ')}`);
    if (server.tlsFingerprint) say(`certificate SHA-256 ${server.tlsFingerprint}`);
    say(displayLine);
    if (display.mode === 'headless') await untilAborted(stop.signal);
    else await showInChromium(display, server, isRoot, stop.signal);
    serving.abort();
    await server.closed;
    endUnlessIdle(0);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StartError)) throw error;
    const isUsage = error instanceof UsageError;
    const text = isUsage
      ? usageProblem('npm start -- [options]', error.message)
      : `rpicam-kiosk: ${error.message}`;
    process.stderr.write(`${text}\n`);
    endUnlessIdle(2);
    return 2;
  }
}

function showInChromium(
  { program, wayland }: Extract<Display, { mode: 'chromium' }>,
  server: RunningServer,
  isRoot: boolean,
  signal: AbortSignal,
): Promise<void> {
  const args = (profileFolder: string) =>
    chromiumArgs({ serverUrl: server.url, profileFolder, wayland, isRoot });
  return keepBrowserOpen({ program, args, pageUrl: () => server.kioskUrl(), say }, reopenDelays, signal);
}

function say(line: string): void {
  process.stdout.write(`rpicam-kiosk ${line}\n`);
}

process.exitCode = await start(process.argv.slice(2), process.env);
