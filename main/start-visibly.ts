import type { AttachedKiosk } from '../server/attached-kiosk.ts';
import { errorText } from '../server/contract/error-text.ts';
import type { RunningServer } from '../server/index.ts';
import { startProcessServer } from '../server/process-server.ts';
import { appVersion } from '../server/runtime/app-version.ts';
import type { Clock } from '../server/runtime/clock.ts';
import type { ServerOptions } from '../server/server-options.ts';
import { retryDelayMs, startUntilItWorks } from './start-again.ts';
import { StartWindow } from './window/start-window.ts';

/** Messages name flags, but a person at the screen of a service has typed none. */
const flagsPlace: [string, string] = [
  'Flags',
  'on the command line, or RPICAM_FLAGS in /etc/default/rpicam-kiosk',
];

export interface StartLifetimes {
  /** Aborts when nobody wants the server any more. */
  stop: AbortSignal;
  /** The lifetime of the server itself. */
  serving: AbortSignal;
}

/**
 * Starts the server, and as long as that fails says on the screen why and tries again.
 * @param window is not closed here, so that the wall can open in front of it
 * @returns undefined when `stop` aborted before
 */
export async function startVisibly(
  options: ServerOptions,
  kiosk: AttachedKiosk,
  window: StartWindow,
  clock: Clock,
  { stop, serving }: StartLifetimes,
): Promise<RunningServer | undefined> {
  window.showStart();
  let said = '';
  return startUntilItWorks(
    () => startProcessServer(options, serving, kiosk),
    (error) => {
      const message = errorText(error);
      // The server's log is not open yet.
      if (message !== said) process.stderr.write(`rpicam-kiosk: ${message}\n`);
      said = message;
      window.showFailure({ message, details: detailsOf(options), retrySeconds: retryDelayMs / 1_000 });
    },
    clock,
    stop,
  );
}

/** Long enough to be read. Then systemd starts the kiosk again, with the flags that are written there by then. */
const usageProblemMs = 60_000;

/** Says on the screen that the command line is wrong. */
export async function showUsageProblem(message: string, clock: Clock): Promise<void> {
  new StartWindow().showFailure({ message, details: [flagsPlace], retrySeconds: usageProblemMs / 1_000 });
  await clock.sleep(usageProblemMs, new AbortController().signal);
}

function detailsOf({ host, port, dataFolder }: ServerOptions): [string, string][] {
  return [
    ['Address', `${host} port ${port}`],
    ['Data folder', dataFolder],
    flagsPlace,
    ['Version', appVersion()],
  ];
}
