/**
 * `npm run soak [-- --minutes 10 --cameras 2 --way process|child|both]`: a server whose cameras break in every way in turn,
 * while one camera must not notice. At the end the server must hold what it held at the beginning. Not part of `npm test`.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fakecamMissing } from '../../fixtures/fakecam.ts';
import { MjpegViewer } from '../../fixtures/mjpeg-viewer.ts';
import { until } from '../../fixtures/until.ts';
import { faults, type Soaked } from './faults.ts';
import { SoakedServer, type Holdings, type Way } from './soaked-server.ts';

/** Buffers of the pool and compiled code that a round may leave. A lost frame of each fault would soon be more. */
const maxGrowthMib = 8;
/** A busy machine may lose some of its frames, but never shows placeholders. */
const minShareOfFrames = 0.9;

const steadyReadings = 10;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    cameras: { type: 'string', default: '2' },
    way: { type: 'string', default: 'both' },
  },
});
const minutes = Number(values.minutes);
const cameras = Number(values.cameras);
const ways = (['process', 'child'] as const).filter((way) => ['both', way].includes(values.way));
if (!(minutes > 0) || !(cameras >= 2) || ways.length === 0) {
  throw new Error('--minutes is a number above 0, --cameras one from 2 on, --way is process, child or both');
}

if (fakecamMissing) console.log(`skipped: ${fakecamMissing}`);
else for (const way of ways) await report(way, minutes / ways.length);

async function report(way: Way, limitMinutes: number): Promise<void> {
  console.log(`cameras read by: ${way}, ${cameras} cameras, ${limitMinutes} minutes`);
  const problems = await soak(way, limitMinutes * 60_000);
  for (const problem of problems) console.log(`not ok: ${problem}`);
  console.log(problems.length === 0 ? `ok, cameras read by: ${way}` : `failed, cameras read by: ${way}`);
  if (problems.length > 0) process.exitCode = 1;
}

/** @returns what is wrong at the end */
async function soak(way: Way, limitMs: number): Promise<string[]> {
  await using server = await SoakedServer.start(way, cameras);
  // Whatever is loaded or kept at a first use is there before the first reading.
  const warm = await oneRound(server, 1);
  const before = await whenAsleep(server);
  show('before', before);
  const deadlineMs = performance.now() + limitMs;
  const problems: string[] = [...warm];
  let rounds = 0;
  do {
    rounds++;
    problems.push(...(await oneRound(server, rounds + 1)));
    show(`round ${rounds}`, await whenAsleep(server));
  } while (performance.now() < deadlineMs);
  const after = await untilSame(server, before);
  show('after', after);
  problems.push(...differences(before, after), ...(await counters(server, rounds + 1)));
  problems.push(...server.loggedErrors.map((line) => `the log has an error: ${line}`));
  const code = await server.stop();
  if (code !== 0) problems.push(`the server ended with ${code}`);
  return problems;
}

/** Breaks each camera in every way while all have viewers, and sends all viewers away. @returns what is wrong */
async function oneRound(server: SoakedServer, round: number): Promise<string[]> {
  const open = (id: string) => MjpegViewer.open(`${server.url}/cam/${id}/video`);
  using good = await open('good');
  const first = await good.nextPicture(60_000);
  const partsBefore = good.parts;
  for (const [device, id] of server.broken.entries()) {
    using viewer = await open(id);
    await viewer.nextPicture(60_000);
    const soaked: Soaked = { server, id, device, viewer };
    for (const fault of faults) {
      const beganAtMs = performance.now();
      await fault.run(soaked);
      const seconds = ((performance.now() - beganAtMs) / 1_000).toFixed(1);
      console.log(`round ${round}, ${id}: ${fault.name} (${seconds} s)`);
    }
  }
  const last = await good.nextPicture(60_000);
  const frames = Number(last.headers['x-sequence']) - Number(first.headers['x-sequence']);
  const shown = good.parts - partsBefore;
  console.log(`round ${round}, good: ${shown} of ${frames} frames shown`);
  return shown >= frames * minShareOfFrames
    ? []
    : [`round ${round}: good showed ${shown} of ${frames} frames`];
}

/** Nobody watches, and no camera runs. */
async function whenAsleep(server: SoakedServer): Promise<Holdings> {
  for (const id of [...server.broken, 'good'])
    await server.untilCamera(id, { kind: 'sleeping', subscribers: 0 });
  await until('no program runs', () => server.children === 0);
  return { ...(await server.memory()), ...(await steady(server)) };
}

/** What is open in several readings, one after the other. */
async function steady(server: SoakedServer): Promise<Pick<Holdings, 'files' | 'threads'>> {
  let last = server.open;
  let readings = 1;
  return until('files and threads stay the same', () => {
    const now = server.open;
    readings = isDeepStrictEqual(now, last) ? readings + 1 : 1;
    last = now;
    return readings >= steadyReadings ? now : undefined;
  });
}

/** The last reading, if the server never holds the same again. */
async function untilSame(server: SoakedServer, before: Holdings): Promise<Holdings> {
  const isSame = async () => {
    const after = await whenAsleep(server);
    return differences(before, after).length === 0 ? after : undefined;
  };
  return until('the server holds what it held before', isSame).catch(() => whenAsleep(server));
}

function differences(before: Holdings, after: Holdings): string[] {
  const problems: string[] = [];
  for (const kind of ['files', 'threads'] as const) {
    if (!isDeepStrictEqual(before[kind], after[kind])) {
      problems.push(`${kind}: ${JSON.stringify(before[kind])} became ${JSON.stringify(after[kind])}`);
    }
  }
  const growthMib = after.heldMib - before.heldMib;
  if (growthMib > maxGrowthMib) problems.push(`memory: ${growthMib.toFixed(1)} MiB more than before`);
  return problems;
}

/** Each failure was counted, those of "good" were none, and no handler threw. */
async function counters(server: SoakedServer, rounds: number): Promise<string[]> {
  const problems: string[] = [];
  const expectAtLeast = async (least: number, name: string, labels: string) => {
    const value = await server.metric(name, labels);
    if (value < least) problems.push(`${name}{${labels}} is ${value}, expected ${least} or more`);
  };
  const expectNone = async (name: string, labels = '') => {
    const value = await server.metric(name, labels);
    if (value !== 0) problems.push(`${name}{${labels}} is ${value}, expected 0`);
  };
  for (const { reason } of faults) {
    if (reason) await expectAtLeast(rounds, 'rpicam_camera_capture_failures_total', `reason="${reason}"`);
  }
  await expectAtLeast(rounds, 'rpicam_camera_frames_dropped_total', 'camera="broken0"');
  await expectNone('rpicam_camera_capture_failures_total', 'camera="good"');
  await expectNone('rpicam_hanging_drivers');
  await expectNone('rpicam_handler_faults_total');
  return problems;
}

function show(when: string, { files, threads, heldMib, residentMib }: Holdings): void {
  const total = (counts: Record<string, number>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0);
  console.log(
    `${when}: ${total(files)} files, ${total(threads)} threads, ${heldMib.toFixed(1)} MiB held, ${residentMib.toFixed(0)} MiB resident`,
  );
}
