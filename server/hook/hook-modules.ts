import { mkdir, readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import {
  askedPermissions,
  hookFrameSeconds,
  hookManifestSchema,
  hookMemoryMiB,
  type HookManifest,
} from '../contract/hook/hook-manifest.ts';
import type { HookModule } from '../contract/hook/hook-state.ts';
import { hookFileName } from '../contract/hook/hook-use.ts';
import type { Clock } from '../runtime/clock.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { HookProblem } from './hook-problem.ts';
import { HookProcess, type HookProcessOptions } from './process/hook-process.ts';
import { noPermissions, type Permissions, type Sandbox } from './process/sandbox.ts';

/** More files are not looked at. */
const maxModules = 64;
/** Node.js strips types from its version 22.18 on. */
const features: Readonly<Record<string, unknown>> = { ...process.features };
/** By its name as text: the oldest Node.js has no such field. */
const typesStripped = Boolean(features['typescript']);

export type ProcessLimits = Pick<HookProcessOptions, 'maxMemoryBytes' | 'startTimeoutMs' | 'frameTimeoutMs'>;

const mebibyte = 1024 * 1024;

/** The usual limits of a hook's process. */
export const usualLimits: ProcessLimits = {
  maxMemoryBytes: hookMemoryMiB.usual * mebibyte,
  // A Pi 3 that starts eight hooks at once needs some seconds for each.
  startTimeoutMs: 20_000,
  frameTimeoutMs: hookFrameSeconds.usual * 1_000,
};

export interface HookModulesParts {
  /** The folder of hooks. */
  folder: string;
  /** The data folder, of which hooks may use nothing else. */
  dataFolder: string;
  sandbox: Sandbox;
  clock: Clock;
  limits: ProcessLimits;
}

interface Read {
  mark: string;
  found: Promise<HookManifest | HookProblem>;
}

/** The files in the folder of hooks, and what their manifests say. */
export class HookModules {
  readonly folder: string;
  readonly #parts: HookModulesParts;
  readonly #read = new RecentMap<string, Read>(maxModules);
  /** One manifest is read at a time: each costs the start of a process. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: HookModulesParts) {
    this.#parts = parts;
    this.folder = parts.folder;
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** All files, in alphabetical order. @param signal ends the processes that read manifests */
  async list(signal: AbortSignal): Promise<HookModule[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.filter((name) => hookFileName.test(name)).sort();
    return Promise.all(files.slice(0, maxModules).map((file) => this.#describe(file, signal)));
  }

  async #describe(file: string, signal: AbortSignal): Promise<HookModule> {
    const found = await this.manifest(file, signal).catch(asProblem);
    return found instanceof HookProblem
      ? { file, manifest: null, asks: [], problem: { reason: found.code, detail: found.message } }
      : { file, manifest: found, asks: askedPermissions(found), problem: null };
  }

  /**
   * The manifest of a file. It is read in a process without any permission, once for each change of the file.
   * @throws HookProblem
   */
  async manifest(file: string, signal: AbortSignal): Promise<HookManifest> {
    const mark = await this.mark(file);
    const known = this.#read.get(file);
    const read = known?.mark === mark ? known : { mark, found: this.#inTurn(file, signal) };
    this.#read.set(file, read);
    const found = await read.found;
    if (!(found instanceof HookProblem)) return found;
    if (signal.aborted || found.code === 'start-timeout' || found.code === 'ended') this.#read.delete(file);
    throw found;
  }

  /** Changes with each change of the file. @throws HookProblem no-file */
  async mark(file: string): Promise<string> {
    try {
      const { mtimeMs, size, ino } = await stat(this.path(file));
      return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
      throw new HookProblem('no-file', `there is no file ${file} in ${this.folder}`, { cause: error });
    }
  }

  #inTurn(file: string, signal: AbortSignal): Promise<HookManifest | HookProblem> {
    const found = this.#last.then(() => this.#readManifest(file, signal)).catch(asProblem);
    this.#last = found;
    return found;
  }

  async #readManifest(file: string, signal: AbortSignal): Promise<HookManifest> {
    const end = new AbortController();
    const process = await this.#start(file, noPermissions, 'read', AbortSignal.any([signal, end.signal]));
    end.abort();
    await process.ended;
    return checkedManifest(process.manifest);
  }

  /** Starts the process of a hook, and prepares the hook. It ends when `signal` aborts. @throws HookProblem */
  start(file: string, permissions: Permissions, signal: AbortSignal): Promise<HookProcess> {
    return this.#start(file, permissions, 'run', signal);
  }

  async #start(
    file: string,
    permissions: Permissions,
    purpose: 'read' | 'run',
    signal: AbortSignal,
  ): Promise<HookProcess> {
    if (file.endsWith('.ts') && !typesStripped)
      throw new HookProblem('needs-newer-node', `Node.js ${process.versions.node} cannot read TypeScript`);
    const { sandbox, clock, limits: usual } = this.#parts;
    const limits = {
      ...usual,
      maxMemoryBytes: permissions.maxMemoryBytes ?? usual.maxMemoryBytes,
      frameTimeoutMs: permissions.frameTimeoutMs ?? usual.frameTimeoutMs,
    };
    const heapMb = Math.round(limits.maxMemoryBytes / mebibyte);
    const command = await sandbox.command(this.path(file), permissions, { heapMb, purpose });
    return HookProcess.start({ ...command, ...limits, clock }, signal);
  }

  /**
   * What a manifest asks for, as paths for the process. Its own folder for writing is made.
   * @throws HookProblem bad-manifest for a path that no hook may have
   */
  async permissions({ permissions }: HookManifest): Promise<Permissions> {
    const { read, write, net, memory, seconds } = permissions;
    const own = join(this.folder, 'data');
    const wanted = {
      read: read.map((path) => this.#checked(path, this.folder)),
      write: write.map((path) => this.#checked(path, own)),
      net,
      maxMemoryBytes: memory === undefined ? undefined : memory * mebibyte,
      frameTimeoutMs: seconds === undefined ? undefined : seconds * 1_000,
    };
    if (wanted.write.some((path) => isAtOrBelow(own, path))) await mkdir(own, { recursive: true });
    return wanted;
  }

  /** The rest of the data folder holds passwords, and the code of other hooks is not to be written. */
  #checked(path: string, allowedInside: string): string {
    const absolute = resolve(this.folder, path);
    const { dataFolder } = this.#parts;
    const isForbidden =
      isAtOrBelow(absolute, dataFolder) ||
      (isAtOrBelow(dataFolder, absolute) && !isAtOrBelow(allowedInside, absolute));
    if (isForbidden) throw new HookProblem('bad-manifest', `no hook may use the path ${path} in this way`);
    return absolute;
  }
}

/** @throws HookProblem bad-manifest */
export function checkedManifest(manifest: unknown): HookManifest {
  const parsed = hookManifestSchema.safeParse(manifest ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = ['hook', ...(issue?.path ?? [])].join('.');
  throw new HookProblem('bad-manifest', `${place}: ${issue?.message ?? 'not understood'}`);
}

function asProblem(error: unknown): HookProblem {
  if (error instanceof HookProblem) return error;
  throw error;
}

function isAtOrBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way));
}
