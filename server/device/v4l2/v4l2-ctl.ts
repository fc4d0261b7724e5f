import { CaptureError, type CaptureErrorCode } from '../../contract/capture-error.ts';
import { lastLine } from '../../runtime/child/last-line.ts';
import {
  findProgram,
  runProgram,
  type ProgramLimits,
  type ProgramResult,
} from '../../runtime/child/program.ts';

/** uvcvideo waits up to 5 s for one control that is dead. */
const v4l2CtlTimeoutMs = 10_000;

/**
 * Runs v4l2-ctl on one device to its end. The result says whether it failed.
 * @throws CaptureError no-v4l2-ctl
 */
export async function runV4l2Ctl(
  path: string,
  args: string[],
  limits: Partial<ProgramLimits> = {},
): Promise<ProgramResult> {
  const program = findProgram('v4l2-ctl');
  if (program === undefined) throw new CaptureError('no-v4l2-ctl', 'v4l2-ctl is not on PATH');
  return runProgram(program, ['-d', path, ...args], { timeoutMs: v4l2CtlTimeoutMs, ...limits });
}

/** The error that v4l2-ctl's messages stand for, when it could not use the device at all. */
export function v4l2CtlError(path: string, result: ProgramResult): CaptureError {
  const said = lastLine(result.stderr) || lastLine(result.stdout) || 'v4l2-ctl said nothing';
  const code = failures.find(([pattern]) => pattern.test(said))?.[1] ?? 'device-error';
  return new CaptureError(code, said.includes(path) ? said : `${path}: ${said}`);
}

/** "Cannot open device" is its answer to a path that is not there, "Unable to detect" to one that sysfs lacks. */
const failures: [RegExp, CaptureErrorCode][] = [
  [/Permission denied|Operation not permitted/, 'permission'],
  [/Device or resource busy/, 'busy'],
  [/No such (file|device)|Cannot open device|Unable to detect/, 'no-device'],
];
