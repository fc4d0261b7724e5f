import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, problem, warning, type Finding } from '../finding.ts';
import { readText, run, type Machine } from '../machine.ts';

const hotCelsius = 80;
const tooHotCelsius = 85;
const zoneFolder = 'sys/class/thermal';

/** Bits of the firmware's `get_throttled`, see raspberrypi.com's vcgencmd page; 16 higher: since the machine was started. */
const bits = [
  { bit: 0, what: 'undervoltage', advice: 'Use the official power supply and a short cable.' },
  { bit: 2, what: 'throttled', advice: 'Cool the machine and check its power supply.' },
  { bit: 1, what: 'clock limited', advice: 'Cool the machine and check its power supply.' },
  { bit: 3, what: 'warm: soft temperature limit', advice: 'Cool the machine.' },
];
const sinceStart = 16;

/** Temperature, and what the Pi's firmware says about power and heat. */
export async function checkThrottling(machine: Machine): Promise<Finding[]> {
  const celsius = await hottest(machine);
  return [
    ...(celsius === undefined ? [] : [judgeTemperature(celsius)]),
    ...judgeThrottled(await throttled(machine)),
  ];
}

/** @param flags of `get_throttled`; undefined on machines that have none */
export function judgeThrottled(flags: number | undefined): Finding[] {
  if (flags === undefined) return [];
  const has = (bit: number) => Math.floor(flags / 2 ** bit) % 2 === 1;
  const found = bits.flatMap(({ bit, what, advice }) => {
    if (has(bit)) return [problem('power', `${what} now`, advice)];
    return has(bit + sinceStart) ? [warning('power', `${what} since the last start`, advice)] : [];
  });
  return found.length > 0 ? found : [ok('power', 'no undervoltage or throttling since the last start')];
}

function judgeTemperature(celsius: number): Finding {
  const message = `${celsius.toFixed(1)} °C`;
  if (celsius >= tooHotCelsius)
    return problem('temperature', message, 'Cool the machine: it slows down at 85 °C.');
  if (celsius >= hotCelsius)
    return warning('temperature', message, 'Cool the machine: it slows down at 85 °C.');
  return ok('temperature', message);
}

async function hottest(machine: Machine): Promise<number | undefined> {
  // Virtual machines and containers have no such folder.
  const names = await readdir(join(machine.root, zoneFolder)).catch(() => []);
  const zones = names.filter((name) => /^thermal_zone\d+$/.test(name));
  const texts = await Promise.all(zones.map((zone) => readText(machine, `${zoneFolder}/${zone}/temp`)));
  const celsius = texts.flatMap((text) => (text && /^-?\d+$/.test(text) ? [Number(text) / 1_000] : []));
  return celsius.length > 0 ? Math.max(...celsius) : undefined;
}

async function throttled(machine: Machine): Promise<number | undefined> {
  const answer = await run(machine, 'vcgencmd', ['get_throttled']);
  const said =
    answer?.code === 0
      ? answer.stdout
      : await readText(machine, 'sys/devices/platform/soc/soc:firmware/get_throttled');
  const hex = /(?:throttled=)?(?:0x)?([0-9a-f]+)\s*$/i.exec(said ?? '')?.[1];
  return hex === undefined ? undefined : parseInt(hex, 16);
}
