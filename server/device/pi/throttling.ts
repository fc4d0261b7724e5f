import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Throttling } from '../../contract/system-health.ts';
import { findProgram, runProgram } from '../../runtime/child/program.ts';

const firmwareFile = 'sys/devices/platform/soc/soc:firmware/get_throttled';
const vcgencmdTimeoutMs = 2_000;

/** "50005" in the kernel's file, "throttled=0x50005" from vcgencmd. */
const throttledText = z
  .string()
  .trim()
  .regex(/^(throttled=)?(0x)?[0-9a-f]{1,8}$/i)
  .transform((text) => Number.parseInt(text.replace(/^throttled=/, '').replace(/^0x/i, ''), 16));

/** The report of the Pi's firmware about power and heat; null on other machines. @param root "/" except in tests */
export async function readThrottling(root: string, vcgencmd = 'vcgencmd'): Promise<Throttling | null> {
  const text = await readFile(join(root, firmwareFile), 'utf8').catch(() => askVcgencmd(vcgencmd));
  const bits = throttledText.safeParse(text);
  return bits.success ? parseThrottledBits(bits.data) : null;
}

/** Asks vcgencmd, for kernels without the file. An empty text when the program is missing or may not ask. */
async function askVcgencmd(program: string): Promise<string> {
  if (!findProgram(program)) return '';
  return (await runProgram(program, ['get_throttled'], { timeoutMs: vcgencmdTimeoutMs })).stdout;
}

/** The bits as Raspberry Pi documents them for `vcgencmd get_throttled`. */
export function parseThrottledBits(bits: number): Throttling {
  const condition = (bit: number) => ({
    now: (bits & (1 << bit)) !== 0,
    since_boot: (bits & (1 << (bit + 16))) !== 0,
  });
  return {
    undervoltage: condition(0),
    frequency_capped: condition(1),
    throttled: condition(2),
    soft_temperature_limit: condition(3),
  };
}
