import { median } from './statistics.ts';
import type { StageFigures } from './stage.ts';

/** One stage over several rounds. */
export interface PooledStage {
  cpuPercent: number;
  pssMib: number;
  /** Of the first group; undefined without viewers. */
  streams: PooledStreams | undefined;
}

export interface PooledStreams {
  /** The slowest viewer of all rounds. */
  framesPerSecondMin: number;
  /** NaN where nothing came. */
  intervalP99Ms: number;
  latencyP50Ms: number;
  latencyP99Ms: number;
  /** Over all rounds; a viewer that was cut off counts as malformed. */
  malformed: number;
  repeated: number;
  missed: number;
}

/** Medians where a figure scatters, the worst or the sum where one bad round is one too many. */
export function poolRounds(rounds: readonly StageFigures[]): PooledStage {
  const middle = (of: (stage: StageFigures) => number | undefined) =>
    median(rounds.flatMap((stage) => of(stage) ?? [])) ?? NaN;
  const groups = rounds.flatMap((stage) => stage.groups.slice(0, 1));
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    cpuPercent: middle((stage) => stage.cpuPercent),
    pssMib: middle((stage) => stage.pssMib),
    streams:
      groups.length === 0
        ? undefined
        : {
            framesPerSecondMin: Math.min(...groups.map((group) => group.framesPerSecond.min)),
            intervalP99Ms: middle((stage) => stage.groups[0]?.intervalMs?.p99),
            latencyP50Ms: middle((stage) => stage.groups[0]?.latencyMs?.p50),
            latencyP99Ms: middle((stage) => stage.groups[0]?.latencyMs?.p99),
            malformed: sum(groups.map((group) => group.malformed + sum(Object.values(group.failures)))),
            repeated: sum(groups.map((group) => group.repeated)),
            missed: sum(groups.map((group) => group.missed)),
          },
  };
}
