import { ToolError, type PowerTool } from '../../main/screen/tools/power-tool.ts';
import type { ScreenTool } from '../../server/contract/kiosk/kiosk.ts';

/** A tool to switch displays that records its commands, and fails when a test needs that. */
export class ScriptedTool implements PowerTool {
  readonly name: ScreenTool;
  /** The commands in order, e.g. "HDMI-A-1 off". */
  readonly calls: string[] = [];
  works = true;
  /** The error that each command fails with, if any. */
  failure: string | undefined;

  constructor(name: ScreenTool) {
    this.name = name;
  }

  check(): Promise<void> {
    return this.works ? Promise.resolve() : Promise.reject(new ToolError(`${this.name} does not work`));
  }

  switchDisplays(shown: string[], on: boolean): Promise<void> {
    this.calls.push(`${shown.join('+')} ${on ? 'on' : 'off'}`);
    return this.failure === undefined ? Promise.resolve() : Promise.reject(new ToolError(this.failure));
  }
}
