import { z } from 'zod';

const maxPaths = 16;
/** MiB of memory that a hook has without asking, and the most that it may ask for. */
export const hookMemoryMiB = { usual: 256, most: 2_048 } as const;
/** Seconds for one picture that a hook has without asking, and the most that it may ask for. */
export const hookFrameSeconds = { usual: 2, most: 30 } as const;
const maxOptions = 32;

/** A path that a hook may ask for: relative to the folder of hooks, or absolute. It stands in a command line. */
const path = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !/[\p{Cc}*]/u.test(text), 'a path must not contain * or control characters')
  .refine((text) => !text.split('/').includes('..'), 'a path must not contain ..');

const optionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('number'),
    default: z.number(),
    min: z.number().optional(),
    max: z.number().optional(),
    description: z.string().max(200).default(''),
  }),
  z.object({
    type: z.literal('text'),
    default: z.string().max(1_000),
    description: z.string().max(200).default(''),
  }),
  z.object({
    type: z.literal('boolean'),
    default: z.boolean(),
    description: z.string().max(200).default(''),
  }),
  z.object({
    type: z.literal('choice'),
    default: z.string().max(100),
    choices: z.array(z.string().max(100)).min(1).max(50),
    description: z.string().max(200).default(''),
  }),
]);

/** The export `hook` of a hook's module, read in a child process. Fields that are not known are refused. */
export const hookManifestSchema = z
  .strictObject({
    /** For people; without it the name of the file. */
    name: z.string().max(64).default(''),
    description: z.string().max(500).default(''),
    /** The form in which it gets the pictures. */
    wants: z.enum(['jpeg', 'raw']).default('jpeg'),
    /** Pixels; wider pictures are made smaller before they are sent. */
    maxWidth: z.int().min(16).max(8_192).optional(),
    /** False: it only looks at the pictures, so that viewers need not wait for it. */
    draws: z.boolean().default(true),
    permissions: z
      .strictObject({
        read: z.array(path).max(maxPaths).default([]),
        write: z.array(path).max(maxPaths).default([]),
        net: z.boolean().default(false),
        /** MiB of memory, where the usual ones are too few. */
        memory: z.int().min(hookMemoryMiB.usual).max(hookMemoryMiB.most).optional(),
        /** Seconds that it may take for one picture, where the usual ones are too few. */
        seconds: z.int().min(hookFrameSeconds.usual).max(hookFrameSeconds.most).optional(),
      })
      .default({ read: [], write: [], net: false }),
    options: z
      .record(z.string().regex(/^[a-zA-Z][\w-]{0,63}$/), optionSchema)
      .refine((options) => Object.keys(options).length <= maxOptions, `at most ${maxOptions} options`)
      .default({}),
  })
  .meta({ id: 'HookManifest' });

export type HookManifest = z.infer<typeof hookManifestSchema>;
export type HookOption = z.infer<typeof optionSchema>;

/** What a hook asks for, in the words in which the owner allows it: "read:models", "write:data", "net", "memory:512". */
export function askedPermissions({ permissions }: Pick<HookManifest, 'permissions'>): string[] {
  return [
    ...permissions.read.map((path) => `read:${path}`),
    ...permissions.write.map((path) => `write:${path}`),
    ...(permissions.net ? ['net'] : []),
    ...(permissions.memory === undefined ? [] : [`memory:${permissions.memory}`]),
    ...(permissions.seconds === undefined ? [] : [`seconds:${permissions.seconds}`]),
  ];
}
