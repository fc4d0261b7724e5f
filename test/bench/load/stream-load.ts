import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, spread } from '../statistics.ts';
import { monotonicMs } from './monotonic.ts';
import type { GroupFigures, StreamGroup } from './protocol.ts';
import { Viewer } from './viewer.ts';

const delayResolutionMs = 5;

/** A crowd of viewers in one process. */
export class StreamLoad {
  readonly #groups: { plan: StreamGroup; viewers: Viewer[] }[];
  readonly #loopDelay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  #beganAtMs = 0;

  constructor(groups: StreamGroup[]) {
    this.#groups = groups.map((plan) => ({
      plan,
      viewers: Array.from(
        { length: plan.viewers },
        () => new Viewer(new URL(plan.url), plan.bytesPerSecond ?? Infinity),
      ),
    }));
  }

  /** Connects all and waits until each has the frame its group awaits, or has failed, or the time is over. */
  async connect(readyWithinMs: number): Promise<void> {
    const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);
    for (const viewer of this.#viewers) viewer.open(readBuffer);
    const deadlineMs = monotonicMs() + readyWithinMs;
    while (monotonicMs() < deadlineMs && !this.#groups.every(isReady)) await sleep(5);
  }

  begin(): void {
    this.#loopDelay.enable();
    this.#beganAtMs = monotonicMs();
    for (const viewer of this.#viewers) viewer.tally.begin();
  }

  /** Stops counting; the viewers stay connected. */
  end(): { groups: GroupFigures[]; ownDelayMs: number } {
    const seconds = (monotonicMs() - this.#beganAtMs) / 1_000;
    for (const viewer of this.#viewers) viewer.tally.end();
    this.#loopDelay.disable();
    return {
      groups: this.#groups.map((group) => figuresOf(group.viewers, seconds)),
      ownDelayMs: Math.max(0, this.#loopDelay.percentile(99) / 1e6 - delayResolutionMs),
    };
  }

  disconnect(): void {
    for (const viewer of this.#viewers) viewer.close();
  }

  get #viewers(): Viewer[] {
    return this.#groups.flatMap((group) => group.viewers);
  }
}

function isReady({ plan, viewers }: { plan: StreamGroup; viewers: Viewer[] }): boolean {
  const awaits = plan.awaits ?? 'camera frame';
  return viewers.every(
    ({ failure, tally }) =>
      awaits === 'nothing' ||
      failure !== undefined ||
      (awaits === 'any frame' ? tally.firstAtMs : tally.firstStampedAtMs) !== undefined,
  );
}

function figuresOf(viewers: Viewer[], seconds: number): GroupFigures {
  const tallies = viewers.map((viewer) => viewer.tally);
  const sum = (key: 'bytes' | 'malformed' | 'repeated' | 'missed' | 'unstamped') =>
    tallies.reduce((total, tally) => total + tally[key], 0);
  const framesPerSecond = tallies.map((tally) => tally.frames / seconds);
  const firstFrames = viewers.flatMap(({ tally, connectingAtMs }) => {
    const atMs = tally.firstStampedAtMs ?? tally.firstAtMs;
    return atMs === undefined ? [] : [atMs - connectingAtMs];
  });
  const failures: Record<string, number> = {};
  for (const { failure } of viewers) if (failure) failures[failure] = (failures[failure] ?? 0) + 1;
  return {
    viewers: viewers.length,
    framesPerSecond: { min: Math.min(...framesPerSecond), median: median(framesPerSecond) ?? 0 },
    bytesPerSecond: sum('bytes') / seconds,
    firstFrameMs: spread(firstFrames),
    intervalMs: spread(tallies.flatMap((tally) => tally.intervalsMs)),
    latencyMs: spread(tallies.flatMap((tally) => tally.latenciesMs)),
    malformed: sum('malformed'),
    repeated: sum('repeated'),
    missed: sum('missed'),
    unstamped: sum('unstamped'),
    failures,
  };
}
