import { z } from 'zod';
import { runTool, ToolError } from './power-tool.ts';

const modeSchema = z.object({
  width: z.number(),
  height: z.number(),
  refresh: z.number(),
  current: z.boolean(),
});

/** An output as `wlr-randr --json` describes it. One that is off has only its name. */
const outputSchema = z.object({
  name: z.string(),
  description: z.string().nullish(),
  enabled: z.boolean(),
  modes: z.array(modeSchema).default([]),
  transform: z.string().optional(),
});

export type WaylandOutput = z.infer<typeof outputSchema>;

/** All outputs of the compositor, also those that are off. @throws ToolError */
export async function listOutputs(): Promise<WaylandOutput[]> {
  return parseListing('wlr-randr', z.array(outputSchema), await runTool('wlr-randr', ['--json']));
}

/** Parses the listing that a program printed. @throws ToolError when it cannot be read */
export function parseListing<T>(program: string, schema: z.ZodType<T>, text: string): T {
  let listing: unknown;
  try {
    listing = JSON.parse(text);
  } catch (error) {
    throw new ToolError(`${program} prints no listing that can be read`, { cause: error });
  }
  const parsed = schema.safeParse(listing);
  if (parsed.success) return parsed.data;
  throw new ToolError(
    `${program} lists displays in a way that is not known: ${z.prettifyError(parsed.error)}`,
  );
}

/**
 * The outputs that show the kiosk. Electron may know a display only by the name of its monitor. Then nobody can tell
 * which outputs are meant, and all are returned.
 */
export function shownOutputs<T extends { name: string; description?: string | null | undefined }>(
  listed: T[],
  shown: string[],
): T[] {
  const named = shown.map((display) => findOutput(listed, display)).filter((output) => output !== undefined);
  return named.length > 0 && named.length === shown.length ? named : listed;
}

export function findOutput<T extends { name: string; description?: string | null | undefined }>(
  listed: T[],
  display: string,
): T | undefined {
  return listed.find(({ name, description }) => name === display || description === display);
}
