import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../fixtures/until.ts';
import { cliEnvironment, cliPath } from '../run-cli.ts';

/** `record` as a process of its own, writing into a folder of its own. */
export class RecordRun implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #closed: Promise<[number | null, NodeJS.Signals | null]>;
  stdout = '';
  stderr = '';

  constructor(args: string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [cliPath, 'record', ...args], { env: cliEnvironment(env) });
    this.child.stdout?.on('data', (bytes: Buffer) => (this.stdout += bytes.toString()));
    this.child.stderr?.on('data', (bytes: Buffer) => (this.stderr += bytes.toString()));
    this.#closed = once(this.child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  async ended(): Promise<{
    code: number | null;
    signal: NodeJS.Signals | null;
    stdout: string;
    stderr: string;
  }> {
    const [code, signal] = await this.#closed;
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }

  async says(pattern: RegExp): Promise<void> {
    await until(`${pattern.source} in: ${this.stderr}`, () => pattern.test(this.stderr));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#closed;
  }
}

export class OutputFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'rpicam-record-'));

  file(name: string): string {
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Steps between times that follow each other. */
export const steps = (times: number[]): number[] =>
  times.slice(1).map((time, index) => time - (times[index] ?? 0));
