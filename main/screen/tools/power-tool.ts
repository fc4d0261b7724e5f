import type { ScreenTool } from '../../../server/contract/kiosk/kiosk.ts';
import { findProgram, runProgram } from '../../../server/runtime/child/program.ts';

/** A way to switch displays. */
export interface PowerTool {
  readonly name: ScreenTool;
  /** @throws ToolError when it does not work on this machine */
  check(): Promise<void>;
  /**
   * Switches what is not so yet, and looks whether it is then.
   * @param shown names of the displays that are ours @throws ToolError
   */
  switchDisplays(shown: string[], on: boolean): Promise<void>;
}

/** A program cannot do its part: the message says why and what to do. */
export class ToolError extends Error {}

/** As Debian calls the packages of these programs. */
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
  /** What the program reads from its standard input. */
  input?: string;
}

/** What the program printed. @throws ToolError when it is missing, fails or does not end */
export async function runTool(program: ToolProgram, args: string[], run: ToolRun = {}): Promise<string> {
  if (!findProgram(program))
    throw new ToolError(`${program} is not installed: sudo apt install ${packages[program]}`);
  const { timeoutMs = 3_000, input } = run;
  const { code, stdout, stderr } = await runProgram(program, args, { timeoutMs, input });
  if (code === 0) return stdout;
  throw new ToolError(`${program} failed: ${reason(stdout, stderr) ?? `status ${code}`}`);
}

/** The first line that says why: xset prints its usage after it, cec-client says it on its standard output. */
function reason(stdout: string, stderr: string): string | undefined {
  // What Node says of a program that says nothing there.
  const said = stderr.startsWith('Command failed:') ? '' : stderr;
  return `${said}\n${stdout}`.split('\n').find((line) => line.trim() !== '');
}
