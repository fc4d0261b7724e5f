import { join } from 'node:path';
import { fromSources, programFolder } from '../../runtime/app-folder.ts';
import { findProgram, runProgram } from '../../runtime/child/program.ts';

/** What the process of a hook may do beside reading its own file. Paths are absolute. */
export interface Permissions {
  read: readonly string[];
  write: readonly string[];
  net: boolean;
  /** Instead of the usual limits. */
  maxMemoryBytes?: number | undefined;
  frameTimeoutMs?: number | undefined;
}

export const noPermissions: Permissions = { read: [], write: [], net: false };

export interface SandboxCommand {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Whether the kernel keeps the process away from the network. */
  networkClosed: boolean;
}

/** Where Electron is the Node.js, its files are in an archive, which a restricted process cannot read. */
const childFolder = join(programFolder, 'server/hook/child/').replace(/\.asar\//, '.asar.unpacked/');
const runner = join(childFolder, fromSources ? 'runner.ts' : 'runner.js');
const probeTimeoutMs = 5_000;

/**
 * Makes the command lines of hooks' processes. Node.js keeps such a process from files, other programs, threads and
 * native code. Name spaces of the kernel keep it from the network and from other processes, which Node.js 24 cannot; a
 * machine or a service may not allow them.
 */
export class Sandbox {
  #spaces: Promise<readonly string[] | undefined> | undefined;

  /**
   * @param heapMb the most that its JavaScript objects may take
   * @param purpose "read": only its manifest is read, so it prepares nothing
   */
  async command(
    hookPath: string,
    permissions: Permissions,
    { heapMb, purpose }: { heapMb: number; purpose: 'read' | 'run' },
  ): Promise<SandboxCommand> {
    const { read, write, net } = permissions;
    const flags = process.allowedNodeEnvironmentFlags;
    const node = [
      process.execPath,
      flags.has('--permission') ? '--permission' : '--experimental-permission',
      `--max-old-space-size=${heapMb}`,
      '--no-warnings',
      ...[childFolder, hookPath, ...read].map((path) => `--allow-fs-read=${path}`),
      ...write.map((path) => `--allow-fs-write=${path}`),
      runner,
      hookPath,
      purpose,
    ];
    const spaces = await (this.#spaces ??= probeSpaces());
    const around = spaces ? [...spaces, ...(net ? [] : ['--net']), '--'] : [];
    const [command = '', ...args] = [...dyingWithParent(), ...lowRank(), ...around, ...node];
    return { command, args, env: environment(), networkClosed: spaces !== undefined && !net };
  }
}

/** Nothing of the server's own environment, which may hold secrets. */
function environment(): NodeJS.ProcessEnv {
  return {
    LC_ALL: 'C.UTF-8',
    ...(process.env['TZ'] === undefined ? {} : { TZ: process.env['TZ'] }),
    // Electron's binary runs as plain Node.js with this.
    ...(process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
}

/** The kernel ends the process when the server ends, in any way. */
function dyingWithParent(): string[] {
  const setpriv = findProgram('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', 'KILL'] : [];
}

/** Live pictures come before hooks. */
function lowRank(): string[] {
  const nice = findProgram('nice');
  return nice ? [nice, '-n', '10'] : [];
}

/** Also in the units of systemd, as `RestrictNamespaces=`. */
export const hookSpaces = ['user', 'pid', 'ipc', 'net'] as const;

/** The words that put a command into name spaces of its own; undefined where that is not allowed. */
async function probeSpaces(): Promise<readonly string[] | undefined> {
  const unshare = findProgram('unshare');
  if (!unshare) return undefined;
  const always = hookSpaces.filter((space) => space !== 'net').map((space) => `--${space}`);
  const spaces = [unshare, ...always, '--fork', '--kill-child=KILL'];
  const { code } = await runProgram(unshare, [...spaces.slice(1), '--net', '--', 'true'], {
    timeoutMs: probeTimeoutMs,
  });
  return code === 0 ? spaces : undefined;
}
