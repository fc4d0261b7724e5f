import { z } from 'zod';
import { annotationSchema } from './hook-answer.ts';
import { hookManifestSchema } from './hook-manifest.ts';

/** The reasons why a hook does not run. */
export const hookProblemCodes = [
  'no-file',
  'needs-newer-node',
  'bad-module',
  'bad-manifest',
  'bad-options',
  'refused',
  'too-many-hooks',
  'start-timeout',
  'timeout',
  'memory',
  'throws',
  'bad-answer',
  'answer-too-large',
  'bad-picture',
  'ended',
] as const;
export type HookProblemCode = (typeof hookProblemCodes)[number];

/** Advice for each reason, for people. */
export const hookProblemAdvice: Record<HookProblemCode, string> = {
  'no-file': 'Put the file into the folder "hooks" of the data folder.',
  'needs-newer-node': 'Run the server with Node.js 24, or write the hook in JavaScript.',
  'bad-module': 'Try it with: rpicam-kiosk hook try FILE',
  'bad-manifest': 'Correct the export "hook" of the file.',
  'bad-options': 'Correct the options of the hook in the settings of the camera.',
  refused:
    'Ask for the permission in the export "hook" of the file, and allow it in the settings of the camera.',
  'too-many-hooks': 'Remove hooks from other cameras.',
  'start-timeout': 'Load large files later, or make the hook smaller.',
  timeout: 'Give the hook smaller pictures (maxWidth), or fewer of them.',
  memory: 'Let the hook keep less, or give it smaller pictures (maxWidth).',
  throws: 'Correct the error that the hook throws.',
  'bad-answer': 'Let the hook return a picture, annotations or events, and nothing else.',
  'answer-too-large': 'Let the hook return smaller pictures.',
  'bad-picture': 'Let the hook return a whole JPEG, or as many bytes as its width and height say.',
  ended: 'See the last lines that the hook wrote.',
};

/** The state of one hook of one camera. */
export const hookStateSchema = z.discriminatedUnion('kind', [
  /** Nobody watches the camera, so it does not run. */
  z.object({ kind: z.literal('idle') }),
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('running') }),
  /** It runs, but takes so long that viewers get the pictures without it. */
  z.object({ kind: z.literal('late') }),
  /** It asks for more than the configuration allows. */
  z.object({ kind: z.literal('needs-permission'), missing: z.array(z.string()) }),
  /** It failed and is started again in so many seconds. */
  z.object({
    kind: z.literal('retrying'),
    reason: z.enum(hookProblemCodes),
    detail: z.string(),
    retry_in: z.number().nonnegative(),
  }),
  /** It failed and stays so until it is changed or tried again by hand. */
  z.object({ kind: z.literal('failed'), reason: z.enum(hookProblemCodes), detail: z.string() }),
]);

/** One hook of one camera, as GET /api/hooks tells of it. */
export const hookUseReportSchema = z
  .object({
    hook: z.string(),
    state: hookStateSchema,
    advice: z.string(),
    /** Milliseconds a picture, the middle of the last hundred; null before the first. */
    ms: z.number().nonnegative().nullable(),
    /** Of these, the milliseconds that the hook itself took. */
    own_ms: z.number().nonnegative().nullable(),
    frames: z.int().nonnegative(),
    errors: z.int().nonnegative(),
    restarts: z.int().nonnegative(),
    /** Resident memory of its process when it was last looked at. */
    memory_bytes: z.int().nonnegative().nullable(),
    last_error: z.string(),
    /** The last lines that it wrote. */
    log: z.string(),
    /** What it saw in the last picture that it answered. */
    annotations: z.array(annotationSchema),
    /** Whether the network is closed to it. False: this machine cannot close it, or the hook may use it. */
    network_closed: z.boolean(),
  })
  .meta({ id: 'HookUseReport' });

/** A file in the folder of hooks. */
export const hookModuleSchema = z
  .object({
    file: z.string(),
    manifest: hookManifestSchema.nullable(),
    /** What it asks for, in the words of `allow`. */
    asks: z.array(z.string()),
    /** Why it cannot be used; null when it can. */
    problem: z.object({ reason: z.enum(hookProblemCodes), detail: z.string() }).nullable(),
  })
  .meta({ id: 'HookModule' });

/** The answer of GET /api/hooks. */
export const hooksReportSchema = z
  .object({
    folder: z.string(),
    modules: z.array(hookModuleSchema),
    cameras: z.array(z.object({ id: z.string(), hooks: z.array(hookUseReportSchema) })),
  })
  .meta({ id: 'Hooks' });

export const hooksPath = '/api/hooks';

export type HookState = z.infer<typeof hookStateSchema>;
export type HookUseReport = z.infer<typeof hookUseReportSchema>;
export type HookModule = z.infer<typeof hookModuleSchema>;
export type HooksReport = z.infer<typeof hooksReportSchema>;
