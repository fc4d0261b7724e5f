import { z } from 'zod';
import { cameraHealthSchema, healthPath } from '../../../contract/health.ts';
import { CommandError, RequestError } from '../../command-error.ts';
import { requestJson } from '../../request.ts';
import { addressText, type ServerAddress } from '../../server-address.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';

const requestTimeoutMs = 5_000;
const check = 'server';

// Fields that older servers do not send may be missing.
const healthShape = z.object({
  problems: z.array(z.string()).default([]),
  cameras: z.array(
    cameraHealthSchema
      .pick({ id: true, state: true, message: true })
      .extend(cameraHealthSchema.pick({ kind: true, advice: true, port_problem: true }).partial().shape),
  ),
});

/** Asks the running server about its state and that of its cameras. */
export async function checkRunningServer(server: ServerAddress): Promise<Finding[]> {
  const where = addressText(server.base);
  try {
    const { problems, cameras } = healthShape.parse(
      await requestJson(server, { path: healthPath, timeoutMs: requestTimeoutMs }),
    );
    return [
      ok(check, `answers at ${where} with ${cameras.length} cameras`),
      // These are only warnings: a real problem is found by the other checks too.
      ...problems.map((line) => warning(check, line, 'See the log of the server.')),
      ...cameras.flatMap(judgeCamera),
    ];
  } catch (error) {
    if (error instanceof RequestError) {
      return [
        warning(
          check,
          `${where} answers ${error.status}: ${error.message}`,
          error.advice ?? 'Look into its log.',
        ),
      ];
    }
    if (error instanceof CommandError) return [warning(check, error.message, 'rpicam-kiosk serve')];
    if (error instanceof z.ZodError) {
      return [warning(check, `${where} is not a known camera server`, 'Give its address with --base-url.')];
    }
    throw error;
  }
}

function judgeCamera({
  id,
  state,
  message,
  kind,
  advice,
  port_problem,
}: z.infer<typeof healthShape>['cameras'][number]): Finding[] {
  const name = `camera ${id}`;
  const found: Finding[] = [];
  if (state === 'online' || kind === 'starting') found.push(ok(name, message));
  else found.push(problem(name, message, advice || 'Look into the log of the server.'));
  if (port_problem) found.push(problem(name, port_problem, 'Give it another port in the settings.'));
  return found;
}
