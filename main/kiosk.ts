import { join } from 'node:path';
import { app, Menu } from 'electron';
import { appFolder } from '../server/runtime/app-folder.ts';
import { systemClock } from '../server/runtime/clock.ts';
import { reloadOnHangup } from '../server/process-lifetime.ts';
import { untilAborted } from '../server/runtime/until-aborted.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { startSystemdNotify } from '../server/systemd-notify.ts';
import { OwnKiosk } from './attached-kiosk.ts';
import { answerPages } from './ipc/page-requests.ts';
import { LateLog } from './late-log.ts';
import { endWhenAsked, followServerAndGpu, serveLaterStarts } from './process-events.ts';
import { keepDisplaysAwake } from './screen/display-sleep.ts';
import { Screen } from './screen/screen.ts';
import { KioskSettingsStore } from './settings/kiosk-settings-store.ts';
import { shutDown } from './shutdown.ts';
import { startVisibly } from './start-visibly.ts';
import { KioskWindows } from './window/kiosk-windows.ts';
import { StartWindow } from './window/start-window.ts';

const preloadPath = join(appFolder, 'dist/main/preload.cjs');
const clock = systemClock;

export interface KioskStart {
  options: ServerOptions;
  env: NodeJS.ProcessEnv;
  /** Whether Electron draws without the GPU. */
  softwareRendering: boolean;
}

/**
 * A person who leaves a kiosk that runs as a service wants it to stay closed: after this exit code, its unit does not
 * start it again.
 */
const leftExitCode = 3;

/**
 * Runs the server in this process and shows its pages on this machine's screen, until it is told to end. Resolves to
 * the exit code; 1 means that only a new start can help.
 */
export async function runKiosk({ options, env, softwareRendering }: KioskStart): Promise<number> {
  const stop = new AbortController();
  const serving = new AbortController();
  endWhenAsked(stop);
  const followHangup = reloadOnHangup();
  // The default menu has shortcuts that reload, zoom, quit and open the developer tools.
  Menu.setApplicationMenu(null);

  let exitCode = 0;
  const settings = await KioskSettingsStore.open(options.dataFolder, clock);
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
  // systemd is told before the server runs. While the screen says why the server cannot start, a restart of the whole
  // kiosk would not help.
  const running = [startSystemdNotify({ env, logger, status: () => status }, stop.signal)];
  const startWindow = new StartWindow();
  const lifetimes = { stop: stop.signal, serving: serving.signal };
  const server = await startVisibly(options, kiosk, startWindow, clock, lifetimes);

  if (server && !stop.signal.aborted) {
    const { url, urls } = server;
    log.use(server.logger);
    followHangup(server);
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
    startWindow.close();
    keepDisplaysAwake(screen.power, stop.signal);
    status = `Shows its pages on this screen, serves ${urls.join(' ')}`;
    running.push(screen.run(stop.signal));
    process.stdout.write(`rpicam-kiosk listens on ${urls.join('  ')}\n`);
    for (const problem of kiosk.report().problems) logger.warn(problem);
    await untilAborted(stop.signal);
  }

  startWindow.close();
  const steps = [
    // The signal has closed the windows. A dark display is switched on in this step.
    { name: 'screen let go', run: () => Promise.all(running), limitMs: 1_700 },
    // Changes are stored one after the other. When this empty change is done, all are stored.
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
