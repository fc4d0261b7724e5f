/**
 * `npm run test:power-cut`: cuts the power of a machine that records, again and again at random moments, and reads its
 * disk. Each file has to open, and at most two seconds of pictures may be missing. Takes some minutes; not part of `npm test`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { findVm } from '../vm/find-vm.ts';
import { cameras } from './scene.ts';
import { survivorsIn, type Survivors } from './survivors.ts';
import { VirtualDisk } from './virtual-disk.ts';

const repository = resolve(import.meta.dirname, '../../..');
const cuts = Number(process.argv[2] ?? 20);
const maxLossMs = 2_000;
/** The pictures of one life of the machine have numbers of their own. */
const numbersOfLife = 100_000;

interface Sent {
  number: number;
  atMs: number;
}
type Life = Map<string, Sent[]>;

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stop.abort(new Error(`ended by ${name}`)));

const vm = findVm();
const missing = vm === undefined ? 'v4l2vm is not there (set V4L2VM to its path)' : missingProgram();
if (vm === undefined || missing !== undefined) console.log(`skipped: ${missing}`);
else process.exitCode = (await cutAgainAndAgain(vm)) ? 0 : 1;

async function cutAgainAndAgain(path: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'power-cut-'));
  try {
    const frames = join(folder, 'frames.mjpeg');
    const pattern = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=30', '-frames:v', '30', '-q:v', '5'];
    execFileSync('ffmpeg', ['-v', 'error', ...pattern, '-f', 'mjpeg', frames]);
    const disk = new VirtualDisk(folder, 2_000_000_000);
    const lives: Life[] = [];
    const losses: { recorded: number; unsynced: number }[] = [];
    const faults: string[] = [];
    for (let cut = 1; cut <= cuts; cut++) {
      const recordedMs = 800 + Math.random() * 11_000;
      lives.push(await liveUntilCut(path, disk, frames, cut * numbersOfLife, recordedMs));
      await disk.settle();
      const found = await disk.look((root) => survivorsIn(root, frames));
      const wrong = [...found.faults, ...check(lives, found)];
      const loss = lossesOf(lives.at(-1) ?? new Map(), found);
      losses.push(loss);
      faults.push(...wrong.map((fault) => `cut ${cut}: ${fault}`));
      const ms = `${Math.round(loss.recorded)} ms missing, ${Math.round(loss.unsynced)} ms of the file never synced`;
      console.log(
        `cut ${cut} after ${Math.round(recordedMs)} ms: ${ms}; ${found.files} files, ${found.recovered} recovered`,
      );
    }
    const recorded = losses.map(({ recorded: ms }) => ms).sort((one, other) => one - other);
    const [median, most] = [recorded[Math.floor(recorded.length / 2)] ?? 0, recorded.at(-1) ?? 0];
    console.log(
      `${cuts} power cuts: missing at the median ${Math.round(median)} ms, at most ${Math.round(most)} ms`,
    );
    if (most > maxLossMs) faults.push(`more than ${maxLossMs} ms are missing`);
    // Otherwise it was no power cut.
    if (!losses.some(({ unsynced }) => unsynced > maxLossMs)) faults.push('no cut lost what was not synced');
    for (const fault of faults) console.log(fault);
    return faults.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Starts the machine, and kills it so long after its first picture. What it had given to its recorders. */
async function liveUntilCut(
  path: string,
  disk: VirtualDisk,
  frames: string,
  firstNumber: number,
  recordedMs: number,
): Promise<Life> {
  const machine = ['--cams', '0', '--vivid', '0', '--loopback', '0', '--no-udev', '--cwd', repository];
  const program = join(repository, 'test/integration/power-cut/record-until-cut.ts');
  const guest = [process.execPath, program, '/dev/vda', '/run/recordings', frames, String(firstNumber)];
  const child = spawn(path, [...machine, ...disk.plug(), '--', ...guest], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(repository, 'node_modules/.cache/compiled') },
  });
  const kill = () => void child.kill('SIGKILL');
  stop.signal.addEventListener('abort', kill, { once: true });
  const exited = once(child, 'exit');
  const life: Life = new Map(cameras.map(({ id }) => [id, []]));
  let cut: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const [camera = '', number, atMs] = line.split(' ');
    life.get(camera)?.push({ number: Number(number), atMs: Number(atMs) });
    cut ??= setTimeout(kill, recordedMs);
  }
  const [, signal] = await exited;
  clearTimeout(cut);
  stop.signal.removeEventListener('abort', kill);
  stop.signal.throwIfAborted();
  if (signal !== 'SIGKILL') throw new Error('the machine ended by itself before its power was cut');
  return life;
}

/** Of each life all pictures up to one, in order and none twice: nothing is missing but the end. */
function check(lives: Life[], { pictures }: Survivors): string[] {
  const faults: string[] = [];
  for (const { id } of cameras) {
    const numbers = pictures.get(id) ?? [];
    const wanted = lives.flatMap((life, index) => {
      const first = (index + 1) * numbersOfLife;
      const kept = numbers.filter((number) => number >= first && number < first + numbersOfLife).length;
      return (life.get(id) ?? []).slice(0, kept).map(({ number }) => number);
    });
    if (numbers.join() !== wanted.join()) faults.push(`pictures of ${id} are missing, twice or out of order`);
  }
  return faults;
}

/** The times of which nothing is left, until the cut. */
function lossesOf(life: Life, { pictures, unsynced }: Survivors): { recorded: number; unsynced: number } {
  const cutAtMs = Math.max(...[...life.values()].map((sent) => sent.at(-1)?.atMs ?? 0));
  const lossMs = (camera: string, kept: number[]) => {
    const last = kept.at(-1) ?? 0;
    const firstLost = life.get(camera)?.find(({ number }) => number > last);
    return cutAtMs - (firstLost?.atMs ?? cutAtMs);
  };
  return {
    recorded: Math.max(...cameras.map(({ id }) => lossMs(id, pictures.get(id) ?? []))),
    unsynced: lossMs(cameras[0].id, unsynced),
  };
}

function missingProgram(): string | undefined {
  for (const program of ['qemu-system-x86_64', 'qemu-img', 'mkfs.ext4', 'ffmpeg', 'ffprobe']) {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    } catch {
      return `${program} is not installed`;
    }
  }
  return process.getuid?.() === 0 ? undefined : 'only root may mount a disk';
}
