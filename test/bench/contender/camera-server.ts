import type { ChildProcess, StdioOptions } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../fixtures/until.ts';
import { endProcess, isRunning } from '../end-process.ts';
import { freePort } from './free-port.ts';

const listeningWithinMs = 15_000;
const shownLogCharacters = 1_500;

/** A running camera server under measurement. Whoever started it disposes it. */
export interface CameraServer extends AsyncDisposable {
  name: string;
  /** Root of its process tree. */
  pid: number;
  streamUrl(cameraId: string): string;
  snapshotUrl(cameraId: string): string;
  /** Why it runs no longer: exit code, signal and the end of its log. Undefined while it runs. */
  ended(): string | undefined;
}

export interface ServerProgram {
  name: string;
  /** @param folder empty, its own, gone when the server is disposed */
  spawn(folder: string, port: number, stdio: StdioOptions): ChildProcess;
  /** A path it answers with 200 as soon as it can serve. */
  healthPath: string;
  streamPath(cameraId: string): string;
  snapshotPath(cameraId: string): string;
}

/** Resolves when the server answers; rejects with the end of its log when it does not. */
export async function startCameraServer(program: ServerProgram, signal: AbortSignal): Promise<CameraServer> {
  const folder = mkdtempSync(join(tmpdir(), `bench-${program.name}-`));
  const logPath = join(folder, 'log');
  const url = `http://127.0.0.1:${await freePort()}`;
  const logFd = openSync(logPath, 'a');
  const child = program.spawn(folder, Number(new URL(url).port), ['ignore', logFd, logFd]);
  child.on('error', () => {}); // could not be started: it is not running then, which is looked at below
  closeSync(logFd);
  const endOfLog = () => readFileSync(logPath, 'utf8').slice(-shownLogCharacters);
  const dispose = async () => {
    await endProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(
      `${program.name} answers`,
      () => answers(url + program.healthPath, child, signal),
      listeningWithinMs,
    );
  } catch (error) {
    const log = endOfLog();
    await dispose();
    throw new Error(`${program.name} does not serve: ${log}`, { cause: error });
  }
  return {
    name: program.name,
    pid: child.pid ?? 0,
    streamUrl: (cameraId) => url + program.streamPath(cameraId),
    snapshotUrl: (cameraId) => url + program.snapshotPath(cameraId),
    ended: () =>
      isRunning(child)
        ? undefined
        : `${program.name} ended (exit code ${child.exitCode}, signal ${child.signalCode}): ${endOfLog()}`,
    [Symbol.asyncDispose]: dispose,
  };
}

async function answers(url: string, child: ChildProcess, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  if (!isRunning(child)) throw new Error('it ended');
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // does not listen yet
  }
}
