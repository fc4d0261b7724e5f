/**
 * Docker's HEALTHCHECK: exit code 0 while the server answers, because a restart helps only a server that does not
 * answer. Other problems, e.g. an unplugged camera or a broken cameras.json, are in the output.
 */
import { z } from 'zod';

/** Below Docker's own limit of 10 s, so that the text of this check is in the log. */
const timeoutMs = 8_000;

/** The fields of GET /health that count. The image has no sources from which to import the schema. */
const healthSchema = z.object({
  problems: z.array(z.string()),
  cameras: z.array(z.object({ id: z.string(), kind: z.string(), reason: z.string().nullable() })),
});

const port = process.env['APP_PORT'] || '8000';

try {
  const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(timeoutMs) });
  if (response.status === 401) {
    report('it answers; protect_status hides how the cameras are');
  } else if (!response.ok) {
    report(`it answers with status ${response.status}`, 1);
  } else {
    judge(healthSchema.parse(await response.json()));
  }
} catch (error) {
  report(
    `no answer at port ${port} (APP_PORT): ${error instanceof Error ? reasonOf(error) : String(error)}`,
    1,
  );
}

function judge({ problems, cameras }: z.infer<typeof healthSchema>): void {
  const failing = cameras
    .filter(({ kind }) => kind === 'retrying')
    .map(({ id, reason }) => `${id}: ${reason}`);
  const state = [`${cameras.length - failing.length} of ${cameras.length} cameras in order`, ...failing];
  report([...problems, ...state].join('; '));
}

function report(text: string, exitCode = 0): void {
  process.stdout.write(`${text}\n`);
  process.exitCode = exitCode;
}

/** The message of fetch is only "fetch failed"; the cause says why. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message ? cause.message : message;
}
