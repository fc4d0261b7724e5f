import { spawnSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromiumLaunch } from '../../build/chromium.ts';
import { needPrograms } from '../../build/needed-programs.ts';
import { errorText } from '../../server/contract/error-text.ts';
import type { Bench } from './bench.ts';
import { copyNode } from './contender/node-copy.ts';
import { findMissing } from './missing.ts';
import { benchUsage, parseBenchOptions, type BenchOptions } from './options.ts';
import { describeMachine } from './report/machine.ts';
import { resultsMarkdown, type Outcome } from './report/results.ts';
import type { Scenario } from './scenario.ts';
import { cameras } from './scenarios/cameras.ts';
import { change } from './scenarios/change.ts';
import { capture } from './scenarios/capture.ts';
import { controlPlane } from './scenarios/control-plane.ts';
import { flatness } from './scenarios/flatness.ts';
import { hooks } from './scenarios/hooks.ts';
import { offline } from './scenarios/offline.ts';
import { passthrough } from './scenarios/passthrough.ts';
import { pattern } from './scenarios/pattern.ts';
import { playback } from './scenarios/playback.ts';
import { recording } from './scenarios/recording.ts';
import { recordingsList } from './scenarios/recordings-list.ts';
import { push } from './scenarios/push.ts';
import { sleeping } from './scenarios/sleeping.ts';
import { snapshot } from './scenarios/snapshot.ts';
import { wallCameras } from './scenarios/wall-cameras.ts';
import { wallMemory } from './scenarios/wall-memory.ts';

const scenarios: Scenario[] = [
  passthrough,
  snapshot,
  sleeping,
  cameras,
  flatness,
  offline,
  pattern,
  push,
  capture,
  hooks,
  controlPlane,
  change,
  recording,
  recordingsList,
  wallCameras,
  wallMemory,
  playback,
];
const repository = resolve(import.meta.dirname, '../..');

const options = readOptions();
if (options) await runBench(options);
else console.log(benchUsage(scenarios));

function readOptions(): BenchOptions | undefined {
  try {
    return parseBenchOptions(
      process.argv.slice(2),
      scenarios.map(({ name }) => name),
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

async function runBench(options: BenchOptions): Promise<void> {
  needPrograms({ ffmpeg: 'ffmpeg', [chromiumLaunch.executablePath]: 'chromium' });
  const build = [join(repository, 'build/build.ts'), '--if-stale'];
  if (spawnSync(process.execPath, build, { stdio: 'inherit' }).status !== 0) process.exit(1);
  const missing = findMissing();
  const notes = Object.values(missing).filter((note) => note !== undefined);
  for (const note of notes) console.log(note);
  const wanted = scenarios.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const possible = wanted.filter(({ needsFakecam }) => !(needsFakecam && missing.fakecam));
  if (possible.length === 0) process.exit(1);

  using node = copyNode();
  let othersCores = 0;
  const bench: Bench = {
    signal: endedBySignals(),
    quick: options.quick,
    nodePath: node.path,
    ustreamer: missing.ustreamer === undefined,
    say: (line) => console.log(line),
    noteOthers: (cores) => (othersCores = Math.max(othersCores, cores)),
    record: (entry) => {
      if (options.jsonPath)
        appendFileSync(options.jsonPath, `${JSON.stringify({ at: new Date(), ...entry })}\n`);
    },
  };
  const outcomes = await runAll(possible, bench);
  if (bench.signal.aborted) {
    console.log('Ended before it was done; everything it started is gone.');
    process.exitCode = 130;
    return;
  }
  const head = {
    date: new Date(),
    machine: describeMachine(),
    quick: options.quick,
    missing: notes,
    othersCores,
  };
  const report = resultsMarkdown(head, outcomes);
  if (options.reportPath) writeFileSync(options.reportPath, report);
  else console.log(`\n${report}`);
  if (outcomes.some(({ result }) => 'failure' in result)) process.exitCode = 1;
}

function endedBySignals(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stop.abort(new Error(`ended by ${name}`)));
  }
  return stop.signal;
}

/** One failing scenario leaves the others their turn. */
async function runAll(chosen: Scenario[], bench: Bench): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of chosen) {
    if (bench.signal.aborted) break;
    bench.say(`${scenario.name}: ${scenario.title}`);
    try {
      outcomes.push({ scenario, result: await scenario.run(bench) });
    } catch (error) {
      if (bench.signal.aborted) break;
      const failure = errorText(error);
      bench.say(`  failed: ${failure}`);
      outcomes.push({ scenario, result: { failure } });
    }
  }
  return outcomes;
}
