import { cpus, release, totalmem, type } from 'node:os';

/** The machine in a line, for the head of a report. */
export function describeMachine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() || process.arch;
  const memoryGib = (totalmem() / 1024 ** 3).toFixed(1);
  return `${model}, ${cores.length} cores, ${memoryGib} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}
