import { runTool, ToolError, type PowerTool } from './power-tool.ts';
import { listOutputs, shownOutputs, type WaylandOutput } from './wayland-outputs.ts';

/** Takes a display out of the layout and puts it back. cage has no other way. */
export class WlrRandr implements PowerTool {
  readonly name = 'wlr-randr';
  /**
   * The mode of each display when it was switched off. Without it, "on" would use the monitor's first mode, e.g. 4K.
   */
  readonly #modes = new Map<string, string>();

  async check(): Promise<void> {
    await listOutputs();
  }

  async switchDisplays(shown: string[], on: boolean): Promise<void> {
    const wrong = async () =>
      shownOutputs(await listOutputs(), shown).filter(({ enabled }) => enabled !== on);
    const toSwitch = await wrong();
    if (toSwitch.length === 0) return;
    if (on) await this.#switchOn(toSwitch);
    else await this.#switchOff(toSwitch);
    const left = await wrong();
    if (left.length === 0) return;
    throw new ToolError(
      `wlr-randr did not switch ${left.map(({ name }) => name).join(', ')} ${on ? 'on' : 'off'}`,
    );
  }

  async #switchOff(outputs: WaylandOutput[]): Promise<void> {
    for (const output of outputs) {
      const mode = output.modes.find(({ current }) => current);
      if (mode) this.#modes.set(output.name, `${mode.width}x${mode.height}@${mode.refresh}Hz`);
    }
    await runTool(
      'wlr-randr',
      outputs.flatMap(({ name }) => ['--output', name, '--off']),
    );
  }

  async #switchOn(outputs: WaylandOutput[]): Promise<void> {
    const args = (mode: (name: string) => string[]) =>
      outputs.flatMap(({ name }) => ['--output', name, '--on', ...mode(name)]);
    try {
      await runTool(
        'wlr-randr',
        args((name) => {
          const mode = this.#modes.get(name);
          return mode ? ['--mode', mode] : [];
        }),
      );
    } catch {
      // Another monitor may be there now, which does not have that mode: any picture is better than none.
      await runTool(
        'wlr-randr',
        args(() => []),
      );
    }
  }
}
