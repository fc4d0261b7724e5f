import { CommanderError } from 'commander';
import { errnoOf } from '../runtime/errno.ts';
import { UsageError, usageProblem } from '../server-options.ts';
import { CommandError, RequestError } from './command-error.ts';
import { createProgram } from './program.ts';
import { printable } from './terminal-text.ts';

/** Runs one command line. Resolves to the exit code: 0, 1 when the command failed, 2 when it was called wrongly. */
export async function runCli(argv: string[], env: NodeJS.ProcessEnv): Promise<number> {
  process.stdout.on('error', endWithItsReader);
  try {
    if (argv[0] === 'serve') return await (await import('../serve.ts')).serve(argv.slice(1), env);
    let exitCode = 0;
    const program = createProgram(env, (code) => (exitCode = code));
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error);
  }
}

/** `rpicam-kiosk config | head`: the reader has enough, which is no error. */
function endWithItsReader(error: Error): void {
  if (errnoOf(error) !== 'EPIPE') throw error;
  process.exit(0);
}

function report(error: unknown): number {
  // commander has told the user already. Help that was asked for comes here too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError)
    return say(usageProblem('rpicam-kiosk [options] [command]', error.message), 2);
  if (error instanceof RequestError) {
    const advice = error.advice ? `\n${error.advice}` : '';
    return say(`Request failed: ${error.message}${advice}`, 1);
  }
  if (error instanceof CommandError) return say(`Error: ${error.message}`, 1);
  throw error;
}

function say(text: string, exitCode: number): number {
  process.stderr.write(`${printable(text)}\n`);
  return exitCode;
}
