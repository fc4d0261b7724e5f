import { ToolError, type PowerTool } from '../../main/screen/tools/power-tool.ts';
import type { ScreenTool } from '../../server/contract/kiosk/kiosk.ts';

/** A way to switch displays that remembers what it was told, and fails when a test wants that. */
export class ScriptedTool implements PowerTool {
  readonly name: ScreenTool;
  /** What was switched, in turn, e.g. "HDMI-A-1 off". */
  readonly calls: string[] = [];
  works = true;
  /** What it fails to switch with. */
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
