import { findProgram } from '../runtime/child/program.ts';

/** Debian keeps nginx and its like here, and these folders from the PATH of many users. */
const systemFolders = '/usr/local/sbin:/usr/sbin:/sbin';

/** The path of a program on PATH or where programs for administrators are; undefined when there is none. */
export function findSystemProgram(name: string): string | undefined {
  return findProgram(name) ?? findProgram(name, systemFolders);
}
