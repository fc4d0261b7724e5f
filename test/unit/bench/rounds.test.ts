import { describe, expect, test } from 'vitest';
import { poolRounds } from '../../bench/rounds.ts';
import type { StageFigures } from '../../bench/stage.ts';

function stage(cpuPercent: number, latencyMs: number, fpsMin: number, repeated = 0): StageFigures {
  const spread = { p50: latencyMs, p99: latencyMs * 2, max: latencyMs * 3 };
  return {
    cpuPercent,
    pssMib: 80,
    processes: ['node'],
    othersCores: 0,
    ownDelayMs: 0,
    groups: [
      {
        viewers: 2,
        framesPerSecond: { min: fpsMin, median: 30 },
        bytesPerSecond: 1,
        firstFrameMs: spread,
        intervalMs: spread,
        latencyMs: spread,
        malformed: 0,
        repeated,
        missed: 1,
        unstamped: 0,
        failures: { 'ended by the server': 1 },
      },
    ],
  };
}

describe('the rounds of a stage', () => {
  test('give medians of what scatters, the slowest viewer and the sum of what must not be', () => {
    const pooled = poolRounds([stage(3, 9, 30), stage(1, 2, 28, 4), stage(2, 1, 29)]);
    expect(pooled.cpuPercent).toBe(2);
    expect(pooled.streams).toEqual({
      framesPerSecondMin: 28,
      intervalP99Ms: 4,
      latencyP50Ms: 2,
      latencyP99Ms: 4,
      malformed: 3,
      repeated: 4,
      missed: 3,
    });
  });

  test('without viewers have no stream figures', () => {
    expect(poolRounds([{ ...stage(1, 1, 1), groups: [] }]).streams).toBeUndefined();
  });
});
