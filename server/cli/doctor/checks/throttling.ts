import type { Throttling } from '../../../contract/system-health.ts';
import { readTemperatures } from '../../../device/pi/thermal-zones.ts';
import { readThrottling } from '../../../device/pi/throttling.ts';
import { findProgram } from '../../../runtime/child/program.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const hotCelsius = 80;
const tooHotCelsius = 85;

/** In the order in which they are told. */
const conditions: { name: keyof Throttling; text: string; advice: string }[] = [
  { name: 'undervoltage', text: 'undervoltage', advice: 'Use the official power supply and a short cable.' },
  { name: 'throttled', text: 'throttled', advice: 'Cool the machine and check its power supply.' },
  { name: 'frequency_capped', text: 'clock limited', advice: 'Cool the machine and check its power supply.' },
  { name: 'soft_temperature_limit', text: 'warm: soft temperature limit', advice: 'Cool the machine.' },
];

/** The temperature of the machine, and what the Pi's firmware says about power and heat. */
export async function checkThrottling(machine: Machine): Promise<Finding[]> {
  const temperatures = await readTemperatures(machine.root);
  const vcgencmd = findProgram('vcgencmd', machine.searchPath) ?? '';
  return [
    ...(temperatures.size === 0 ? [] : [judgeTemperature(Math.max(...temperatures.values()))]),
    ...judgeThrottled(await readThrottling(machine.root, vcgencmd)),
  ];
}

/** @param throttling null on machines whose firmware says nothing about it */
export function judgeThrottled(throttling: Throttling | null): Finding[] {
  if (!throttling) return [];
  const found = conditions.flatMap(({ name, text, advice }) => {
    if (throttling[name].now) return [problem('power', `${text} now`, advice)];
    return throttling[name].since_boot ? [warning('power', `${text} since the last start`, advice)] : [];
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
