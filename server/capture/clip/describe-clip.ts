import { z } from 'zod';
import { CaptureError } from '../../contract/capture-error.ts';
import { findProgram, runProgram } from '../../runtime/child/program.ts';
import { clipInputArgs } from '../ffmpeg-args.ts';
import { ffmpegClipError } from '../program-errors.ts';

export interface ClipVideo {
  /** As ffmpeg names it, e.g. "mjpeg" or "h264". */
  codec: string;
  width: number;
  height: number;
  /** On average; undefined where the file does not say. */
  framesPerSecond: number | undefined;
}

/** A large file on a slow card takes seconds where its index stands at its end. */
const describeTimeoutMs = 20_000;

const answerSchema = z.object({
  streams: z.array(
    z.object({
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      avg_frame_rate: z.string().optional(),
    }),
  ),
});

/** Asks ffprobe for the first video of a file. @throws CaptureError bad-clip, permission, no-ffmpeg */
export async function describeClip(path: string, signal: AbortSignal): Promise<ClipVideo> {
  if (!findProgram('ffprobe')) throw new CaptureError('no-ffmpeg', 'ffprobe is not installed');
  const shown = 'stream=codec_name,width,height,avg_frame_rate';
  const args = ['-v', 'error', '-select_streams', 'V:0', '-show_entries', shown, '-of', 'json'];
  const result = await runProgram('ffprobe', [...args, ...clipInputArgs(path)], {
    timeoutMs: describeTimeoutMs,
    signal,
  });
  if (result.code !== 0) {
    throw ffmpegClipError({ code: result.code ?? null, signal: null }, result.stderr);
  }
  const [stream] = parsed(result.stdout)?.streams ?? [];
  if (!stream?.codec_name || !stream.width || !stream.height) {
    throw new CaptureError('bad-clip', 'the file has no video that ffmpeg can read');
  }
  const { codec_name: codec, width, height, avg_frame_rate: rate = '' } = stream;
  return { codec, width, height, framesPerSecond: rateOf(rate) };
}

function parsed(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON
  }
}

/** "30000/1001" as 29.97; undefined for "0/0". */
function rateOf(fraction: string): number | undefined {
  const [over = 0, under = 1] = fraction.split('/').map(Number);
  const rate = Math.round((over / under) * 100) / 100;
  return Number.isFinite(rate) && rate > 0 ? rate : undefined;
}
