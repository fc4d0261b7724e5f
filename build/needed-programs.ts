import { findProgram } from '../server/runtime/child/program.ts';

/** Which of these programs are not in the PATH. @param needed the Debian package of each program */
export function missingPrograms(needed: Record<string, string>): { program: string; from: string }[] {
  return Object.entries(needed)
    .filter(([program]) => findProgram(program) === undefined)
    .map(([program, from]) => ({ program, from }));
}

/** Ends the process with one line that says what is missing and how to install it, unless every program is there. */
export function needPrograms(needed: Record<string, string>): void {
  const missing = missingPrograms(needed);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(({ from }) => from))].join(' ');
  const programs = missing.map(({ program }) => program).join(', ');
  console.error(`Not installed: ${programs}. Install with: sudo apt-get install --yes ${packages}`);
  process.exit(1);
}
