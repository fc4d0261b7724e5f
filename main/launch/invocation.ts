import { parseArgs } from 'node:util';
import { ownPath } from '../../server/contract/own-path.ts';
import {
  parseServerOptions,
  serverFlags,
  usage,
  UsageError,
  type ServerOptions,
} from '../../server/server-options.ts';
import { isChromiumSwitch } from './chromium-switches.ts';
import type { InstanceRequest } from './instance-request.ts';

/** What a command line asks for. */
export type Invocation =
  | { kind: 'help' }
  | { kind: 'version' }
  /** Anything but "focus" is for a kiosk that runs already, and starts none. */
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
  --reload                    load its pages anew
  --show PAGE                 show a page of the server, e.g. "/?wall=office&kiosk=1"
${usage}
  --version                   show the version
Switches of Chromium such as --ozone-platform, --disable-gpu and --remote-debugging-port are passed on.`;

/** The arguments that are ours: in development Electron's own ones and the app's folder stand before them. */
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

/** Takes the kiosk's own flags and Chromium's switches out; what is left is for the server, or wrong. */
function splitArguments(argv: string[]): { kiosk: Map<string, string | undefined>; rest: string[] } {
  const kiosk = new Map<string, string | undefined>();
  const taken = new Set<number>();
  const options = { ...serverFlags, ...kioskFlags };
  for (const token of parseArgs({ args: argv, options, strict: false, tokens: true }).tokens) {
    if (token.kind !== 'option') continue;
    const isOurs = Object.hasOwn(kioskFlags, token.name);
    if (!isOurs && !isChromiumSwitch(token.name)) continue;
    taken.add(token.index);
    if (token.inlineValue === false) taken.add(token.index + 1);
    if (isOurs) kiosk.set(token.name, token.value);
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
