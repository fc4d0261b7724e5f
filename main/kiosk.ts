import { join } from 'node:path';
import { app, Menu } from 'electron';
import { systemClock } from '../server/runtime/clock.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { startSystemdNotify } from '../server/systemd-notify.ts';
import { OwnKiosk } from './attached-kiosk.ts';
import { answerPages } from './ipc/page-requests.ts';
import { LateLog } from './late-log.ts';
import { endWhenAsked, followServerAndGpu, serveLaterStarts } from './process-events.ts';
import { keepDisplaysAwake } from './screen/display-sleep.ts';
import { Screen } from './screen/screen.ts';
import { KioskSettings } from './settings/kiosk-settings.ts';
import { shutDown } from './shutdown.ts';
import { startVisibly } from './start-visibly.ts';
import { KioskWindows } from './window/kiosk-windows.ts';

const preloadPath = join(import.meta.dirname, 'preload.cjs');
const clock = systemClock;

export interface KioskStart {
  options: ServerOptions;
  env: NodeJS.ProcessEnv;
  /** Whether Electron draws without the GPU. */
  softwareRendering: boolean;
}

/** Who leaves a kiosk that is a service wants it left: its unit does not start it again after this. */
const leftExitCode = 3;

/**
 * The server in this process and its pages on this machine's screen, until it is told to end. Resolves to the exit
 * code: 1 where only a new start can help.
 */
export async function runKiosk({ options, env, softwareRendering }: KioskStart): Promise<number> {
  const stop = new AbortController();
  const serving = new AbortController();
  endWhenAsked(stop);
  // Its shortcuts reload, zoom, quit and open developer tools.
  Menu.setApplicationMenu(null);

  let exitCode = 0;
  const settings = await KioskSettings.open(options.dataFolder, clock);
  const log = new LateLog();
  const { logger } = log;
  const windows = new KioskWindows(() => settings.current.screens);
  const screen = new Screen(settings.current, {
    ...{ env, clock, logger },
    shownDisplays: () =>
      windows.all.map(({ place }) => ({ name: place.display.name, rotation: place.screen.rotation })),
  });
  const runtime = `Electron ${process.versions['electron']}`;
  const kiosk = new OwnKiosk({ settings, screen, windows, clock, softwareRendering, runtime });
  const leave = () => {
    if (env['NOTIFY_SOCKET']) exitCode = leftExitCode;
    stop.abort();
  };
  serveLaterStarts(windows, leave);
  let status = 'Starts the camera server; if it cannot, the screen says why';
  // Told before the server runs: a screen that says why it does not run yet is no reason to start all of it again.
  const running = [startSystemdNotify({ env, logger, status: () => status }, stop.signal)];
  const server = await startVisibly(options, kiosk, clock, { stop: stop.signal, serving: serving.signal });

  if (server && !stop.signal.aborted) {
    const { url, urls } = server;
    log.use(server.logger);
    followServerAndGpu(server, windows);
    kiosk.followSettings(stop.signal);
    const { origin } = new URL(url);
    answerPages({ settings, screen, windows, clock, logger, origin, leave }, stop.signal);
    windows.open(
      {
        ...{ server, preloadPath, clock, developerTools: !app.isPackaged },
        screenOn: () => screen.power.state.on,
        pinSet: () => settings.pinHash !== undefined,
        onClosed: leave,
        giveUp() {
          exitCode = 1;
          stop.abort();
        },
      },
      stop.signal,
    );
    keepDisplaysAwake(screen.power, stop.signal);
    status = `Shows its pages on this screen, serves ${urls.join(' ')}`;
    running.push(screen.run(stop.signal));
    process.stdout.write(`rpicam-kiosk listens on ${urls.join('  ')}\n`);
    for (const problem of kiosk.report().problems) logger.warn(problem);
    await untilAborted(stop.signal);
  }

  const steps = [
    // The windows are gone with the signal; a dark display is lit.
    { name: 'screen let go', run: () => Promise.all(running), limitMs: 1_700 },
    // Changes are stored one after the other: this one is the last.
    { name: 'settings written', run: () => settings.change({}), limitMs: 500 },
    {
      name: 'server closed',
      run() {
        serving.abort();
        return server?.closed;
      },
      limitMs: 2_700,
    },
  ];
  process.stdout.write(`rpicam-kiosk ${await shutDown(steps, clock)}\n`);
  return exitCode;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
