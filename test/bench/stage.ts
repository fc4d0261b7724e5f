import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import type { CameraServer } from './contender/camera-server.ts';
import { LoadClient } from './load/load-client.ts';
import type { GroupFigures, StreamGroup } from './load/protocol.ts';
import { cpuUseBetween, readCpu } from './meter/cpu-use.ts';
import { processTree, readPssMib } from './meter/process-tree.ts';

/** A stage is measured again while more than this of the machine was used by others, and the quietest kept. */
export const quietCores = 0.3;
const maxAttempts = 3;

export interface StageFigures {
  /** Percent of one core, the whole process tree. */
  cpuPercent: number;
  pssMib: number;
  /** The server's processes by name. */
  processes: string[];
  /** What the rest of the machine did meanwhile. */
  othersCores: number;
  /** In the order of the groups asked for. */
  groups: GroupFigures[];
  /** 99 % of the load process's own event-loop delays were below this. */
  ownDelayMs: number;
}

export interface StagePlan {
  scenario: string;
  /** What tells this stage from the scenario's others. */
  label: string;
  groups: StreamGroup[];
  seconds: number;
}

/**
 * Measures a server under a load for `seconds`, after every viewer has got its first frame.
 * @throws Error that says why the server ended, if it did
 */
export async function measureStage(
  bench: Bench,
  server: CameraServer,
  plan: StagePlan,
): Promise<StageFigures> {
  let best = await measureRunning(bench, server, plan);
  for (let attempt = 2; attempt <= maxAttempts && best.othersCores > quietCores; attempt++) {
    bench.say(`  others used ${best.othersCores.toFixed(2)} cores: once more`);
    const figures = await measureRunning(bench, server, plan);
    if (figures.othersCores < best.othersCores) best = figures;
  }
  bench.noteOthers(best.othersCores);
  bench.record({
    scenario: plan.scenario,
    server: server.name,
    stage: plan.label,
    seconds: plan.seconds,
    ...best,
  });
  bench.say(`  ${server.name}, ${plan.label}: ${summary(best)}`);
  return best;
}

/** A server that ends makes the viewers fail; then the reason is what it said, and not theirs. */
async function measureRunning(bench: Bench, server: CameraServer, plan: StagePlan): Promise<StageFigures> {
  const figures = await measureOnce(bench, server, plan).catch((error: unknown) => {
    throwIfEnded(server, error);
    throw error;
  });
  throwIfEnded(server);
  return figures;
}

function throwIfEnded(server: CameraServer, cause?: unknown): void {
  const ended = server.ended();
  if (ended !== undefined) throw new Error(ended, { cause });
}

async function measureOnce(bench: Bench, server: CameraServer, plan: StagePlan): Promise<StageFigures> {
  await using load = LoadClient.start(bench.signal);
  await load.connect(plan.groups);
  const pssBeforeMib = readPssMib(processTree(server.pid));
  await load.begin();
  const before = readCpu(server.pid);
  await sleep(plan.seconds * 1_000, undefined, { signal: bench.signal });
  const cpu = cpuUseBetween(before, readCpu(server.pid));
  const { groups, ownDelayMs } = await load.end();
  // Reading the memory map stops the process for some milliseconds: not while latencies are measured.
  const tree = processTree(server.pid);
  return {
    cpuPercent: cpu.server * 100,
    pssMib: Math.max(pssBeforeMib, readPssMib(tree)),
    processes: tree.map((process) => process.name),
    othersCores: cpu.others,
    groups,
    ownDelayMs,
  };
}

function summary(figures: StageFigures): string {
  const groups = figures.groups.map(
    ({ viewers, framesPerSecond, latencyMs }) =>
      `${viewers} at ${framesPerSecond.min.toFixed(1)} fps` +
      (latencyMs ? `, latency ${latencyMs.p50.toFixed(2)}/${latencyMs.p99.toFixed(2)} ms` : ''),
  );
  return [`${figures.cpuPercent.toFixed(2)} % CPU`, `${figures.pssMib.toFixed(1)} MiB`, ...groups].join(', ');
}
