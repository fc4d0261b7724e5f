import { findProgram } from '../runtime/child/program.ts';

/** The folders of Debian's programs for administrators, e.g. nginx. They are not on the PATH of many users. */
const systemFolders = '/usr/local/sbin:/usr/sbin:/sbin';

/** The path of a program on PATH or where programs for administrators are; undefined when there is none. */
export function findSystemProgram(name: string): string | undefined {
  return findProgram(name) ?? findProgram(name, systemFolders);
}
