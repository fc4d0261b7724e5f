import { z } from 'zod';
import { laxNumber, laxText } from '../config/coercion.ts';
import { shapeOf, withoutUndefined } from '../config/block.ts';
import { shortList } from '../config/record.ts';

/** Each costs a process of its own. */
export const maxHooksPerCamera = 8;
const maxOptions = 32;
const maxAllowed = 40;

/** The file name of a hook in the folder of hooks; no path can be made of it. */
export const hookFileName = /^[a-zA-Z0-9][\w-]{0,63}\.(js|mjs|ts)$/;

/** One entry of a camera's `hooks`. Its messages are to be read after "Camera 'x' ". */
export const hookUseSchema = z
  .object({
    hook: z
      .string()
      .regex(hookFileName, 'hooks should name files like people.ts.')
      .describe('Its file in the folder "hooks"'),
    fps: z
      .number()
      .min(0.01, 'hooks fps should be between 0.01 and 240.')
      .max(240, 'hooks fps should be between 0.01 and 240.')
      .nullable()
      .describe('Pictures a second that it gets; null: all that it can take'),
    run: z
      .enum(['watched', 'always'], 'hooks run should be one of watched, always.')
      .describe('Only while somebody watches, or always'),
    options: z
      .record(
        z.string().max(64, 'hooks options should have names of at most 64 characters.'),
        z.union([
          z.number(),
          z.string().max(1_000, 'hooks options should be at most 1000 characters.'),
          z.boolean(),
        ]),
      )
      .refine(
        (options) => Object.keys(options).length <= maxOptions,
        `hooks options should be at most ${maxOptions}.`,
      )
      .describe('As its manifest describes them'),
    allow: z
      .array(z.string().max(600, 'hooks allow should have entries of at most 600 characters.'))
      .max(maxAllowed, `hooks allow should have at most ${maxAllowed} entries.`)
      .describe('What its manifest asks for and you allow, e.g. "read:models", "net"'),
  })
  .meta({ id: 'HookUse' });

export const hookUsesSchema = z
  .array(hookUseSchema)
  .max(maxHooksPerCamera, `hooks should have at most ${maxHooksPerCamera} entries.`);

/** An option's value may be any of three types, so none is made of another. */
const option = z.unknown().transform((value, context) => {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  const message = 'Input should be a number, a text, true or false';
  context.addIssue({ code: 'custom', message, params: { type: 'value_error' } });
  return z.NEVER;
});

/** The types of `hooks`. */
export const hookUsesShape = shortList.pipe(
  z.array(
    shapeOf({
      hook: laxText,
      fps: laxNumber.nullish().transform((fps) => fps ?? null),
      run: laxText.optional(),
      options: z.record(z.string(), option).optional(),
      allow: shortList.pipe(z.array(laxText)).optional(),
    }).transform((use) => withoutUndefined({ run: 'watched', options: {}, allow: [] }, use)),
  ),
);

export type HookUse = z.infer<typeof hookUseSchema>;
