import { runTool, ToolError, type PowerTool } from './power-tool.ts';

/** DPMS of an X server: all its displays at once. */
export class Xset implements PowerTool {
  readonly name = 'xset';

  async check(): Promise<void> {
    await this.#isOn();
  }

  async switchDisplays(_shown: string[], on: boolean): Promise<void> {
    if ((await this.#isOn()) === on) return;
    // Forcing it also enables DPMS: without this the X server would then switch displays off when nobody touches them.
    await runTool('xset', ['dpms', '0', '0', '0']);
    await runTool('xset', ['dpms', 'force', on ? 'on' : 'off']);
    // The exit status of xset is 0 even where there is no DPMS.
    if ((await this.#isOn()) !== on)
      throw new ToolError(`xset did not switch the display ${on ? 'on' : 'off'}`);
  }

  async #isOn(): Promise<boolean> {
    return dpmsIsOn(await runTool('xset', ['q']));
  }
}

/** Reads what `xset q` prints. @throws ToolError when this X server has no DPMS */
export function dpmsIsOn(text: string): boolean {
  if (!/^ *DPMS is (Enabled|Disabled)/m.test(text)) {
    throw new ToolError('xset: this X server cannot switch its displays off (it has no DPMS)');
  }
  // While DPMS is disabled there is no such line, and displays are on.
  const monitor = /^ *Monitor is (.+)/m.exec(text)?.[1]?.trim();
  return monitor === undefined || monitor === 'On';
}
