import type { ScreenTool } from '../../../server/contract/kiosk/kiosk.ts';
import { findProgram, runProgram } from '../../../server/runtime/child/program.ts';

/** A way to switch displays. */
export interface PowerTool {
  readonly name: ScreenTool;
  /** @throws ToolError when it does not work on this machine */
  check(): Promise<void>;
  /**
   * Switches the displays that are not in the wanted state yet, and checks the result.
   * @param shown names of the displays that show the kiosk @throws ToolError
   */
  switchDisplays(shown: string[], on: boolean): Promise<void>;
}

/** A program cannot do its part: the message says why and what to do. */
export class ToolError extends Error {}

/** The Debian packages of these programs. */
const packages = {
  wlopm: 'wlopm',
  'wlr-randr': 'wlr-randr',
  xset: 'x11-xserver-utils',
  xrandr: 'x11-xserver-utils',
  'cec-client': 'cec-utils',
} as const;

export type ToolProgram = keyof typeof packages;

export interface ToolRun {
  timeoutMs?: number;
  /** Text for the program's standard input. */
  input?: string;
}

/** Runs a program and returns its output. @throws ToolError when it is missing, fails or does not end */
export async function runTool(program: ToolProgram, args: string[], run: ToolRun = {}): Promise<string> {
  if (!findProgram(program))
    throw new ToolError(`${program} is not installed: sudo apt install ${packages[program]}`);
  const { timeoutMs = 3_000, input } = run;
  const { code, stdout, stderr } = await runProgram(program, args, { timeoutMs, input });
  if (code === 0) return stdout;
  throw new ToolError(`${program} failed: ${reason(stdout, stderr) ?? `status ${code}`}`);
}

/**
 * The first line of the output, which says why: xset prints its usage after it, and cec-client uses its standard
 * output.
 */
function reason(stdout: string, stderr: string): string | undefined {
  // These are Node's own words for a program that wrote nothing to stderr.
  const said = stderr.startsWith('Command failed:') ? '' : stderr;
  return `${said}\n${stdout}`.split('\n').find((line) => line.trim() !== '');
}
