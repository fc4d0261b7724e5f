import type { Throttling } from '../../server/contract/system-health.ts';

export interface ThrottlingLine {
  text: string;
  tone: 'good' | 'past' | 'bad';
}

const words: Record<keyof Throttling, [now: string, before: string]> = {
  undervoltage: ['The power supply is too weak now', 'the power supply was too weak'],
  throttled: ['The processor is slowed down now', 'the processor was slowed down'],
  frequency_capped: ['The processor’s speed is limited now', 'the processor’s speed was limited'],
  soft_temperature_limit: ['It is close to too hot now', 'it was close to too hot'],
};

/** What the Raspberry Pi says about power and heat, the worst first; one line when all is well. */
export function throttlingLines(throttling: Throttling): ThrottlingLine[] {
  const names = Object.keys(words) as (keyof Throttling)[];
  const now = names.filter((name) => throttling[name].now);
  const past = names.filter((name) => throttling[name].since_boot && !throttling[name].now);
  const lines: ThrottlingLine[] = [
    ...now.map((name) => ({ text: words[name][0], tone: 'bad' as const })),
    ...past.map((name) => ({ text: `Since it started ${words[name][1]}`, tone: 'past' as const })),
  ];
  return lines.length > 0 ? lines : [{ text: 'Power and heat are fine', tone: 'good' }];
}
