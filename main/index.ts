import { inspect } from 'node:util';
import { app } from 'electron';
import { appVersion } from '../server/runtime/app-version.ts';
import { endUnlessIdle } from '../server/process-lifetime.ts';
import { systemClock } from '../server/runtime/clock.ts';
import { UsageError, usageProblem } from '../server/server-options.ts';
import { runKiosk } from './kiosk.ts';
import { handedOver, type InstanceRequest } from './launch/instance-request.ts';
import { kioskUsage, ownArguments, readInvocation, type Invocation } from './launch/invocation.ts';
import { profileFolder, removeForeignLock } from './launch/profile-folder.ts';
import { readKioskSettings } from './settings/read-kiosk-settings.ts';
import { showUsageProblem } from './start-visibly.ts';
import { useWasmSharp } from './wasm-sharp.ts';

begin(process.argv, process.env);

function begin(processArgv: string[], env: NodeJS.ProcessEnv): void {
  // Electron would open a dialog over the wall and go on. After an exit, systemd starts the kiosk again.
  process.on('uncaughtException', (error) => end(1, inspect(error), process.stderr));
  process.on('unhandledRejection', (reason) => {
    throw reason;
  });
  let invocation: Invocation;
  try {
    invocation = readInvocation(ownArguments(processArgv, app.isPackaged), env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return refuse(error.message, env);
  }
  if (invocation.kind === 'help') return end(0, kioskUsage);
  if (invocation.kind === 'version') return end(0, `rpicam-kiosk ${appVersion()}`);
  start(invocation, env);
}

function start({ options, request }: Extract<Invocation, { kind: 'start' }>, env: NodeJS.ProcessEnv): void {
  const folder = profileFolder(options.dataFolder);
  removeForeignLock(folder);
  app.setPath('userData', folder);
  if (!app.requestSingleInstanceLock(request))
    return end(0, `rpicam-kiosk: the kiosk ${handedOver(request)}`);
  if (request.kind !== 'focus') {
    app.releaseSingleInstanceLock();
    return end(1, noneRuns(request, options.dataFolder), process.stderr);
  }
  useWasmSharp();
  // Limits V8's young generation in the processes of the pages. This process got the switch on its command line.
  if (!app.commandLine.hasSwitch('js-flags'))
    app.commandLine.appendSwitch('js-flags', '--max-semi-space-size=4');
  const softwareRendering = readKioskSettings(options.dataFolder).settings.software_rendering;
  if (softwareRendering) app.disableHardwareAcceleration();
  // Not awaited here: Electron is ready only after this module has been evaluated.
  void app
    .whenReady()
    .then(() => runKiosk({ options, env, softwareRendering }))
    .then((exitCode) => {
      endUnlessIdle(exitCode);
      app.exit(exitCode);
    });
}

function noneRuns({ kind }: InstanceRequest, dataFolder: string): string {
  return `rpicam-kiosk: --${kind}: no kiosk of this user runs with the data folder ${dataFolder}`;
}

/**
 * A person reads the message in the terminal. A service has only the screen, and systemd starts it again after a while.
 */
function refuse(message: string, env: NodeJS.ProcessEnv): void {
  const text = usageProblem('rpicam-kiosk [options]', message);
  if (!env['NOTIFY_SOCKET']) return end(2, text, process.stderr);
  process.stderr.write(`${text}\n`);
  void app
    .whenReady()
    .then(() => showUsageProblem(message, systemClock))
    .then(() => app.exit(2));
}

function end(exitCode: number, text: string, stream: NodeJS.WriteStream = process.stdout): void {
  stream.write(`${text}\n`);
  endUnlessIdle(exitCode);
  app.exit(exitCode);
}
