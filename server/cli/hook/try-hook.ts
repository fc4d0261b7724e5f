import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { askedPermissions, type HookManifest } from '../../contract/hook/hook-manifest.ts';
import { hookProblemAdvice } from '../../contract/hook/hook-state.ts';
import { hookUseSchema, type HookUse } from '../../contract/hook/hook-use.ts';
import { HeldFrame } from '../../frame/held-frame.ts';
import { ChainPicture } from '../../hook/chain-picture.ts';
import { Durations } from '../../hook/durations.ts';
import { HookModules, usualLimits } from '../../hook/hook-modules.ts';
import { optionsFor } from '../../hook/hook-options.ts';
import { HookProblem } from '../../hook/hook-problem.ts';
import type { HookAnswer, HookProcess } from '../../hook/process/hook-process.ts';
import { Sandbox } from '../../hook/process/sandbox.ts';
import { readJpeg } from '../../hook/read-jpeg.ts';
import { pictureQueue, type PictureQueue } from '../../picture/picture-queue.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errnoOf } from '../../runtime/errno.ts';
import { CommandError } from '../command-error.ts';
import { request } from '../request.ts';
import { savePicture } from '../save-picture.ts';
import type { ServerAddress } from '../server-address.ts';

export interface TryFlags {
  image?: string;
  camera?: string;
  count?: number;
  options?: string;
  allow?: string;
  output?: string;
}

/** Runs a hook as the server would, and prints what it answers and how long it takes. @throws CommandError, RequestError */
export async function tryHook(path: string, flags: TryFlags, server: ServerAddress): Promise<void> {
  if ((flags.image === undefined) === (flags.camera === undefined))
    throw new CommandError('name either a picture with --image or a camera with --camera');
  const stop = new AbortController();
  try {
    await runHook(resolve(path), { flags, server }, stop.signal);
  } catch (error) {
    if (!(error instanceof HookProblem)) throw error;
    const { code, message } = error;
    throw new CommandError(`${code}: ${message}\n${hookProblemAdvice[code]}`, { cause: error });
  } finally {
    stop.abort();
  }
}

async function runHook(
  path: string,
  { flags, server }: { flags: TryFlags; server: ServerAddress },
  signal: AbortSignal,
): Promise<void> {
  const folder = dirname(path);
  const modules = new HookModules({
    ...{ folder, dataFolder: dirname(folder), sandbox: new Sandbox(), clock: systemClock },
    limits: usualLimits,
  });
  const file = basename(path);
  const manifest = await modules.manifest(file, signal);
  const missing = missingPermissions(manifest, flags.allow);
  if (missing !== '') throw new CommandError(`it asks for ${missing}; to allow that: --allow ${missing}`);
  const options = optionsFor(manifest, readOptions(flags.options));
  const hook = await modules.start(file, await modules.permissions(manifest), signal);
  const tried = { hook, manifest, options, queue: pictureQueue() };
  const [whole, own] = [new Durations(), new Durations()];
  let last: Buffer | undefined;
  for (let number = 1; number <= (flags.count ?? (flags.image === undefined ? 10 : 1)); number++) {
    const picture =
      flags.image === undefined ? await snapshot(server, flags.camera ?? '') : await load(flags.image);
    const startMs = systemClock.nowMs();
    const { text, tookMs, shown } = await tryOne(tried, picture, { camera: flags.camera ?? 'try', number });
    const ms = systemClock.nowMs() - startMs;
    whole.add(ms);
    own.add(tookMs);
    last = shown;
    process.stdout.write(`${number}: ${ms.toFixed(1)} ms (the hook ${tookMs.toFixed(1)} ms)${text}\n`);
  }
  const middle = (durations: Durations) => (durations.middle ?? 0).toFixed(1);
  process.stdout.write(`middle: ${middle(whole)} ms (the hook ${middle(own)} ms)\n`);
  const log = hook.log.trim();
  if (log) process.stdout.write(`it wrote:\n${log}\n`);
  if (last && flags.output !== undefined) await savePicture(last, flags.output, 'picture');
}

interface Tried {
  hook: HookProcess;
  manifest: HookManifest;
  options: object;
  queue: PictureQueue;
}

async function tryOne(
  { hook, manifest, options, queue }: Tried,
  jpeg: Buffer,
  { camera, number }: { camera: string; number: number },
): Promise<{ text: string; tookMs: number; shown: Buffer }> {
  const { width, height } = readJpeg(jpeg);
  const [capturedAt, capturedAtMs] = [Date.now(), systemClock.nowMs()];
  const frame = {
    jpeg,
    width,
    height,
    capturedAt,
    capturedAtMs,
    sequence: number,
    origin: 'camera',
  } as const;
  const picture = ChainPicture.of(new HeldFrame(frame), queue);
  const { head, bytes } = await picture.formed(manifest);
  const sent = { ...head, camera, sequence: number, time: capturedAt, options };
  const answer = await hook.run({ head: sent, bytes });
  if (answer.type === 'threw') throw new HookProblem('throws', answer.message);
  const answered = picture.answered(answer);
  const shown = await (answered ?? picture).shown();
  const size = answered ? `; a picture of ${shown.width} × ${shown.height}` : '';
  return { text: size + said(answer), tookMs: answer.tookMs, shown: shown.jpeg };
}

function said({ annotations, events }: HookAnswer): string {
  const seen = annotations.map(({ label, score, box }) => {
    const place = box ? ` at ${box.map((part) => part.toFixed(2)).join(' ')}` : '';
    return `${label}${score === null ? '' : ` ${score.toFixed(2)}`}${place}`;
  });
  const happened = events.map(({ name, text }) => `event ${name}${text ? ` (${text})` : ''}`);
  return [...seen, ...happened].map((text) => `; ${text}`).join('');
}

function missingPermissions(manifest: HookManifest, allow = ''): string {
  const allowed = allow.split(',');
  return askedPermissions(manifest)
    .filter((asked) => !allowed.includes(asked))
    .join(',');
}

function readOptions(text = '{}'): HookUse['options'] {
  try {
    const parsed = hookUseSchema.shape.options.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // not JSON, see below
  }
  throw new CommandError('--options should be JSON like {"by":40}');
}

async function load(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new CommandError(`${path} cannot be read (${errnoOf(error)})`, { cause: error });
  }
}

function snapshot(server: ServerAddress, camera: string): Promise<Buffer> {
  return request(server, { path: `/cam/${encodeURIComponent(camera)}/snapshot?hook=0` });
}
