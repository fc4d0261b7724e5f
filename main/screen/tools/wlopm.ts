import { z } from 'zod';
import { runTool, ToolError, type PowerTool } from './power-tool.ts';
import { shownOutputs, parseListing } from './wayland-outputs.ts';

const listingSchema = z.array(
  z
    .object({ output: z.string(), 'power-mode': z.string() })
    .transform((entry) => ({ name: entry.output, mode: entry['power-mode'] })),
);

/**
 * Wayland's power switch of a display: windows keep their places, and a touch still reaches them. labwc (0.8.3) has it;
 * cage (0.2.0) does not.
 */
export class Wlopm implements PowerTool {
  readonly name = 'wlopm';

  async check(): Promise<void> {
    await this.#list();
  }

  async switchDisplays(shown: string[], on: boolean): Promise<void> {
    const wanted = on ? 'on' : 'off';
    const wrong = async () => shownOutputs(await this.#list(), shown).filter(({ mode }) => mode !== wanted);
    const toSwitch = await wrong();
    if (toSwitch.length === 0) return;
    await runTool(
      'wlopm',
      toSwitch.flatMap(({ name }) => [`--${wanted}`, name]),
    );
    // The exit status of wlopm is 0 even for a display that is not there.
    const left = await wrong();
    if (left.length === 0) return;
    throw new ToolError(`wlopm did not switch ${left.map(({ name }) => name).join(', ')} ${wanted}`);
  }

  async #list() {
    return parseListing('wlopm', listingSchema, await runTool('wlopm', ['--json']));
  }
}
