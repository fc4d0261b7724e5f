import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, runProgram, type ProgramResult } from '../../runtime/child/program.ts';

/** The folders of Debian's programs for administrators, which are not on every user's PATH. */
const adminFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const programTimeoutMs = 10_000;

/** The machine that is looked at. */
export interface Machine {
  /** Folder that stands for "/": /proc, /sys, /dev and /etc are looked up in it. */
  root: string;
  /** Folders of programs, separated by colons. */
  searchPath: string;
}

/** The machine we run on. */
export function thisMachine(env: NodeJS.ProcessEnv): Machine {
  return { root: '/', searchPath: [env['PATH'] ?? '', ...adminFolders].join(':') };
}

/** A small text file of the machine, without blanks around it; undefined where it cannot be read. */
export async function readText({ root }: Machine, path: string): Promise<string | undefined> {
  try {
    return (await readFile(join(root, path), 'utf8')).replaceAll('\0', '').trim();
  } catch {
    return undefined; // the callers decide what a missing file means
  }
}

/** Runs a program to its end; undefined where the machine has none of that name. */
export async function run(
  machine: Machine,
  name: string,
  args: string[],
): Promise<ProgramResult | undefined> {
  const program = findProgram(name, machine.searchPath);
  return program === undefined ? undefined : runProgram(program, args, { timeoutMs: programTimeoutMs });
}
