import { parseArgs } from 'node:util';
import { ownPath } from '../../server/contract/own-path.ts';
import {
  UsageError,
  parseServerOptions,
  serverFlags,
  usage,
  type ServerOptions,
} from '../../server/server-options.ts';
import type { InstanceRequest } from './instance-request.ts';

/** The meaning of a command line. */
export type Invocation =
  | { kind: 'help' }
  | { kind: 'version' }
  /** A request other than "focus" is for a kiosk that runs already. It starts none. */
  | { kind: 'start'; options: ServerOptions; request: InstanceRequest };

const kioskFlags = {
  quit: { type: 'boolean' },
  reload: { type: 'boolean' },
  show: { type: 'string' },
  version: { type: 'boolean' },
} as const;

export const kioskUsage = `rpicam-kiosk: the camera server and its wall on this machine's screen
For the kiosk that runs already with the same data folder:
  --quit                      end it
  --reload                    load its pages again
  --show PAGE                 show a page of the server, e.g. "/?wall=office&kiosk=1"
${usage}
  --version                   show the version
Switches of Chromium such as --ozone-platform, --disable-gpu and --remote-debugging-port are passed on.`;

/** The kiosk's own arguments. In development, Electron's arguments and the folder of the app stand before them. */
export function ownArguments(processArgv: string[], isPackaged: boolean): string[] {
  if (isPackaged) return processArgv.slice(1);
  const appFolder = processArgv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  return appFolder === -1 ? processArgv.slice(1) : processArgv.slice(appFolder + 1);
}

/** @throws UsageError */
export function readInvocation(argv: string[], env: NodeJS.ProcessEnv): Invocation {
  const { kiosk, rest } = splitArguments(argv);
  if (kiosk.has('version')) return { kind: 'version' };
  const options = parseServerOptions(rest, env);
  if (!options) return { kind: 'help' };
  return { kind: 'start', options, request: requestOf(kiosk) };
}

/**
 * Separates the kiosk's own flags and drops Chromium's switches. The rest is for the server's parser, which refuses
 * unknown flags.
 */
function splitArguments(argv: string[]): { kiosk: Map<string, string | undefined>; rest: string[] } {
  const kiosk = new Map<string, string | undefined>();
  const taken = new Set<number>();
  const options = { ...serverFlags, ...kioskFlags };
  for (const token of parseArgs({ args: argv, options, strict: false, tokens: true }).tokens) {
    if (token.kind !== 'option') continue;
    const isKioskFlag = Object.hasOwn(kioskFlags, token.name);
    if (!isKioskFlag && !isChromiumSwitch(token.name)) continue;
    taken.add(token.index);
    if (token.inlineValue === false) taken.add(token.index + 1);
    if (isKioskFlag) kiosk.set(token.name, token.value);
  }
  return { kiosk, rest: argv.filter((_, index) => !taken.has(index)) };
}

function requestOf(kiosk: Map<string, string | undefined>): InstanceRequest {
  if (kiosk.size > 1) throw new UsageError('--quit, --reload and --show exclude each other');
  if (kiosk.has('quit')) return { kind: 'quit' };
  if (kiosk.has('reload')) return { kind: 'reload' };
  if (!kiosk.has('show')) return { kind: 'focus' };
  const page = kiosk.get('show') ?? '';
  if (ownPath(page) !== page)
    throw new UsageError(`--show needs a path on this server, e.g. "/?wall=office&kiosk=1": ${page}`);
  return { kind: 'show', page };
}

/**
 * The switches of Chromium and Electron that may stand on the kiosk's command line. Both read them from there
 * themselves. Every other unknown flag is refused, so that a misspelt flag of the kiosk is never ignored silently.
 */
const passedOver = new Set([
  'ozone-platform',
  'ozone-platform-hint',
  'js-flags',
  'disable-gpu',
  'disable-gpu-compositing',
  'use-gl',
  'use-angle',
  'force-device-scale-factor',
  'touch-events',
  'password-store',
  'enable-features',
  'disable-features',
  'enable-logging',
  // For developers and tests. A user who may start the kiosk could do more harm in other ways. In the package, a fuse
  // of Electron disables --inspect.
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  // The project never adds this one. Electron does not run as root without it, and says so.
  'no-sandbox',
]);

/** @param name without dashes and value */
function isChromiumSwitch(name: string): boolean {
  return passedOver.has(name);
}
