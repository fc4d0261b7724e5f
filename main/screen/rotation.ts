import type { ScreenSettings } from '../../server/contract/kiosk/kiosk.ts';
import { ToolError, runTool } from './tools/power-tool.ts';
import { findOutput, listOutputs } from './tools/wayland-outputs.ts';

/** A display that a window of the kiosk covers. */
export interface ShownDisplay {
  name: string;
  rotation: ScreenSettings['rotation'];
}

type Degrees = NonNullable<ScreenSettings['rotation']>;

/** Wayland counts the turn of the picture anticlockwise. */
const waylandTransforms = { 0: 'normal', 90: '270', 180: '180', 270: '90' } as const satisfies Record<
  Degrees,
  string
>;
const x11Rotations = { 0: 'normal', 90: 'right', 180: 'inverted', 270: 'left' } as const satisfies Record<
  Degrees,
  string
>;

/**
 * Turns the pictures of the displays as the settings want. Call it only while the displays are on: labwc (0.8.3)
 * switches a dark display on when its picture is turned. @throws ToolError
 */
export async function rotateDisplays(displays: ShownDisplay[], env: NodeJS.ProcessEnv): Promise<void> {
  for (const { name, rotation } of displays) {
    if (rotation === null) continue;
    if (env['WAYLAND_DISPLAY']) await rotateWayland(name, rotation);
    else if (env['DISPLAY']) await rotateX11(name, rotation);
    else throw new ToolError('The picture cannot be turned: neither Wayland nor X11 is there');
  }
}

async function rotateWayland(name: string, rotation: Degrees): Promise<void> {
  const transform = waylandTransforms[rotation];
  const output = theOutput(await listOutputs(), name);
  if (output.transform === transform) return;
  await runTool('wlr-randr', ['--output', output.name, '--transform', transform]);
}

async function rotateX11(name: string, rotation: Degrees): Promise<void> {
  const output = theOutput(connectedOutputs(await runTool('xrandr', ['--query'])), name);
  await runTool('xrandr', ['--output', output.name, '--rotate', x11Rotations[rotation]]);
}

/** When a display has the name of its monitor, its output is known only if there is a single one. */
function theOutput<T extends { name: string; description?: string | null | undefined }>(
  outputs: T[],
  display: string,
): T {
  const output = findOutput(outputs, display) ?? (outputs.length === 1 ? outputs[0] : undefined);
  if (output) return output;
  const names = outputs.map(({ name }) => name).join(', ') || 'none';
  throw new ToolError(
    `The picture of display ${display} cannot be turned: the system's displays are ${names}`,
  );
}

/** The outputs that have a monitor, from what `xrandr --query` prints. */
function connectedOutputs(text: string): { name: string }[] {
  return [...text.matchAll(/^(\S+) connected\b/gm)].map(([, name = '']) => ({ name }));
}
