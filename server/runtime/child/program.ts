import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ProgramResult {
  stdout: string;
  stderr: string;
  /** The exit status; undefined when the program was killed or could not be started. */
  code: number | undefined;
}

/** A program that hangs in its driver survives SIGKILL; this long after its timeout, waiting for it ends. */
const killGraceMs = 500;

export interface ProgramLimits {
  timeoutMs: number;
  /** Ends the program when it aborts. */
  signal?: AbortSignal | undefined;
  /** Environment variables in addition to the server's own; they replace those with the same name. */
  env?: NodeJS.ProcessEnv;
  /** The text on its standard input; empty by default. */
  input?: string | undefined;
}

/**
 * Runs a short program to its end, for at most about `timeoutMs`. A failure is returned, not thrown: see `code` and
 * `stderr`.
 */
export function runProgram(command: string, args: string[], options: ProgramLimits): Promise<ProgramResult> {
  const { signal } = options;
  return new Promise((resolve) => {
    const late = `${command} did not end within ${options.timeoutMs} ms`;
    const child = execFile(
      command,
      args,
      {
        timeout: options.timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 4 * 1024 * 1024,
        env: { ...plainEnvironment(), ...options.env },
      },
      (error, stdout, stderr) => {
        clearTimeout(giveUp);
        signal?.removeEventListener('abort', end);
        const code = error ? error.code : 0;
        resolve({
          stdout,
          stderr: stderr || (error?.signal === 'SIGKILL' ? late : (error?.message ?? '')),
          code: typeof code === 'number' ? code : undefined,
        });
      },
    );
    // A program that ends without reading its input breaks the pipe; its exit status says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
    const goOnWithout = (why: string) => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve({ stdout: '', stderr: why, code: undefined });
    };
    const giveUp = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      goOnWithout(late);
    }, options.timeoutMs + killGraceMs);
    const end = () => {
      clearTimeout(giveUp);
      child.kill('SIGKILL');
      goOnWithout(`${command} was ended`);
    };
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

/**
 * The path of a program in the folders of `searchPath`, or undefined; a name with a slash is returned unchanged. The
 * folders are searched at each call, because a user may install the program meanwhile.
 */
export function findProgram(name: string, searchPath = process.env['PATH'] ?? ''): string | undefined {
  if (name.includes('/')) return isProgram(name) ? name : undefined;
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, name);
    if (folder && isProgram(path)) return path;
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // the file does not exist, or this user may not run it
  }
}

/** This process's environment, but with the messages of programs in English, because the server reads them. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}
