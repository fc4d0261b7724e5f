import { findProgram } from '../../../server/runtime/child/program.ts';
import { runTool } from './power-tool.ts';

/** Finding the adapter and waking it takes a Pi a few seconds. */
const timeoutMs = 10_000;

export function cecAvailable(): boolean {
  return findProgram('cec-client') !== undefined;
}

/** Switches the television at the HDMI socket (CEC's address 0). @throws ToolError */
export async function switchTelevision(on: boolean): Promise<void> {
  await runTool('cec-client', ['-s', '-d', '1'], { timeoutMs, input: on ? 'on 0\n' : 'standby 0\n' });
}
