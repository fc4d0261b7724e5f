import type { KioskSettings, ScreenTool } from '../../../server/contract/kiosk/kiosk.ts';
import { ToolError, type PowerTool } from './power-tool.ts';

export type Tools = Readonly<Record<ScreenTool, PowerTool>>;

export interface ToolChoice {
  tool: PowerTool;
  /** Why only the cover is left, although another tool was wanted. */
  shortfall: string | undefined;
}

/**
 * Chooses the wanted tool if it works; with "auto", the first one that works on this display server; otherwise the
 * cover.
 */
export async function chooseTool(
  asked: KioskSettings['screen_tool'],
  tools: Tools,
  env: NodeJS.ProcessEnv,
): Promise<ToolChoice> {
  const candidates = asked === 'auto' ? candidatesFor(env) : [asked];
  const failures: string[] = [];
  for (const name of candidates) {
    try {
      await tools[name].check();
      return { tool: tools[name], shortfall: undefined };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      failures.push(error.message);
    }
  }
  const why = failures.join('; ') || 'neither Wayland nor X11 is there (no WAYLAND_DISPLAY or DISPLAY)';
  return {
    tool: tools.cover,
    shortfall: `The display cannot be switched off, only its picture goes black: ${why}`,
  };
}

/** Under Wayland there may be an X server for old programs, which knows nothing of the displays' power. */
function candidatesFor(env: NodeJS.ProcessEnv): ScreenTool[] {
  if (env['WAYLAND_DISPLAY']) return ['wlopm', 'wlr-randr'];
  return env['DISPLAY'] ? ['xset'] : [];
}
