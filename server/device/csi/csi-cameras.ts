import { CaptureError } from '../../contract/capture-error.ts';
import type { CsiCamera } from '../../contract/device/device.ts';
import { lastLine } from '../../runtime/child/last-line.ts';
import { findProgram, runProgram, type ProgramLimits } from '../../runtime/child/program.ts';

/** libcamera tries every mode of every sensor; a Pi Zero 2 takes some seconds for it. */
const listTimeoutMs = 20_000;

/**
 * The cameras on the CSI connectors; none where rpicam-apps are not installed. Leaves cameras that stream undisturbed,
 * but then cannot tell their frame rates.
 * @throws CaptureError device-error when rpicam-hello fails
 */
export async function listCsiCameras(limits: Partial<ProgramLimits> = {}): Promise<CsiCamera[]> {
  const program = findRpicamHello();
  if (program === undefined) return [];
  const { code, stdout, stderr } = await runProgram(program, ['--list-cameras'], {
    timeoutMs: listTimeoutMs,
    ...limits,
  });
  const cameras = parseCsiCameras(stdout);
  if (code !== 0 && cameras.length === 0) {
    const said = lastLine(stderr) || `it ended with status ${code}`;
    throw new CaptureError('device-error', `${program} --list-cameras: ${said}`);
  }
  return cameras;
}

/** The program that lists CSI cameras, or undefined where it is not installed. */
export function findRpicamHello(): string | undefined {
  // Renamed in Debian 12's time, and the old names are gone since.
  return findProgram('rpicam-hello') ?? findProgram('libcamera-hello');
}

/** Reads what `rpicam-hello --list-cameras` has printed since its first version of 2021. */
export function parseCsiCameras(text: string): CsiCamera[] {
  const cameras: CsiCamera[] = [];
  let format = '';
  for (const line of text.split('\n')) {
    // 0 : imx708_wide [4608x2592 10-bit RGGB] (/base/soc/i2c0mux/i2c@1/imx708@1a)
    const header = /^\s*(\d+) : (\S+)(?: \[(?:(\d+)x(\d+))?[^\]]*\])? \((.+)\)\s*$/.exec(line);
    if (header) {
      const [, index, sensor = '', width, height, path = ''] = header;
      const size = { width: Number(width ?? 0), height: Number(height ?? 0) };
      cameras.push({ index: Number(index), sensor, ...size, path, modes: [] });
      continue;
    }
    //     Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]
    const row = /^\s+(?:Modes: *)?(?:'([^']+)' : *)?(\d+x\d+.*)$/.exec(line);
    const camera = cameras.at(-1);
    if (!row || !camera) continue;
    format = row[1] ?? format;
    for (const mode of parseModes(row[2] ?? '')) camera.modes.push({ format, ...mode });
  }
  return cameras.map(withSize);
}

/** One or several of `1332x990`, `1332x990 (120.00 fps)` and `1332x990 [120.05 fps - (696, 528)/2664x1980 crop]`. */
function parseModes(text: string): { width: number; height: number; framesPerSecond?: number }[] {
  return [...text.matchAll(/(\d+)x(\d+)(?: \[(\S+) fps[^\]]*\]| \((\S+) fps\))?/g)].map(
    ([, width, height, withCrop, withoutCrop]) => {
      const size = { width: Number(width), height: Number(height) };
      const framesPerSecond = Number(withCrop ?? withoutCrop);
      // "nan" and "inf" come from a camera that another program has open.
      return Number.isFinite(framesPerSecond) ? { ...size, framesPerSecond } : size;
    },
  );
}

/** Sensors that do not tell their size are as large as their largest mode. */
function withSize(camera: CsiCamera): CsiCamera {
  if (camera.width > 0) return camera;
  const { width, height } = camera.modes.reduce(
    (largest, mode) => (mode.width * mode.height > largest.width * largest.height ? mode : largest),
    { width: 0, height: 0 },
  );
  return { ...camera, width, height };
}
