import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import {
  askedPermissions,
  hookFrameSeconds,
  hookManifestSchema,
  hookMemoryMiB,
  type HookManifest,
} from '../contract/hook/hook-manifest.ts';
import type { HookModule, HookProblemCode } from '../contract/hook/hook-state.ts';
import { hookFileName } from '../contract/hook/hook-use.ts';
import type { Clock } from '../runtime/clock.ts';
import { kindOfFile } from '../runtime/kind-of-file.ts';
import { makeFolder } from '../runtime/make-folder.ts';
import { Turns } from '../runtime/queue/turns.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { HookProblem } from './hook-problem.ts';
import { HookProcess, type HookProcessOptions } from './process/hook-process.ts';
import { noPermissions, type Permissions, type Sandbox } from './process/sandbox.ts';

/** More files are not looked at. */
const maxModules = 64;
/** Manifests that are read at a time: each costs the start of a process, of some 50 MB. */
const maxReadings = 3;
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
  /** How it has failed, or the reading of the same file before it. */
  failure: HookProblem | undefined;
  isUnderWay: boolean;
}

/** Another try may help: the machine may have been busy. */
const passing: ReadonlySet<HookProblemCode> = new Set(['start-timeout', 'ended']);

/** The files in the folder of hooks, and what their manifests say. */
export class HookModules {
  readonly folder: string;
  readonly #parts: HookModulesParts;
  readonly #read = new RecentMap<string, Read>(maxModules);
  /** Each file waits once. */
  readonly #readings = new Turns(Infinity, maxReadings);

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
    const found = await this.#lastFound(file, signal).catch(asProblem);
    return found instanceof HookProblem
      ? { file, manifest: null, asks: [], problem: { reason: found.code, detail: found.message } }
      : { file, manifest: found, asks: askedPermissions(found), problem: null };
  }

  /**
   * The manifest of a file. It is read in a process without any permission, once for each change of the file. What
   * another try may mend is tried again. @throws HookProblem
   */
  async manifest(file: string, signal: AbortSignal): Promise<HookManifest> {
    const mark = await this.mark(file);
    const known = this.#known(file, mark);
    const isOver = known?.isUnderWay === false && known.failure && passing.has(known.failure.code);
    const found = await (known && !isOver ? known : this.#begin(file, mark, signal)).found;
    if (found instanceof HookProblem) throw found;
    return found;
  }

  /** As `manifest`, but a failure stays until the file changes: a list must not wait for a hook that hangs each time. */
  async #lastFound(file: string, signal: AbortSignal): Promise<HookManifest | HookProblem> {
    const mark = await this.mark(file);
    const known = this.#known(file, mark);
    return known?.failure ?? (known ?? this.#begin(file, mark, signal)).found;
  }

  #known(file: string, mark: string): Read | undefined {
    const known = this.#read.get(file);
    return known?.mark === mark ? known : undefined;
  }

  #begin(file: string, mark: string, signal: AbortSignal): Read {
    const reading = this.#readings
      .take(() => this.#readManifest(file, signal))
      .catch((error: unknown) => {
        if (!(error instanceof HookProblem)) this.#read.delete(file);
        return asProblem(error);
      });
    const found = reading.then((result) => {
      read.isUnderWay = false;
      read.failure = result instanceof HookProblem ? result : undefined;
      // It was stopped, which is no failure of the hook.
      if (signal.aborted && read.failure && this.#read.get(file) === read) this.#read.delete(file);
      return result;
    });
    const read: Read = { mark, found, failure: this.#known(file, mark)?.failure, isUnderWay: true };
    this.#read.set(file, read);
    return read;
  }

  /** Changes with each change of the file. @throws HookProblem no-file */
  async mark(file: string): Promise<string> {
    try {
      const found = await stat(this.path(file));
      // It could be opened for ever.
      if (!found.isFile())
        throw new HookProblem(
          'no-file',
          `${file} in ${this.folder} is not a file but a ${kindOfFile(found)}`,
        );
      return `${found.mtimeMs} ${found.size} ${found.ino}`;
    } catch (error) {
      if (error instanceof HookProblem) throw error;
      throw new HookProblem('no-file', `there is no file ${file} in ${this.folder}`, { cause: error });
    }
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
    if (wanted.write.some((path) => isAtOrBelow(own, path))) await makeFolder(own);
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
