import type { Throttling } from '../../../server/contract/system-health.ts';

export interface ThrottlingLine {
  text: string;
  tone: 'good' | 'past' | 'bad';
}

const sentences: Record<keyof Throttling, { now: string; earlier: string }> = {
  undervoltage: {
    now: 'The power supply is too weak now',
    earlier: 'Earlier, the power supply was too weak',
  },
  throttled: {
    now: 'The processor is slowed down now',
    earlier: 'Earlier, the processor was slowed down',
  },
  frequency_capped: {
    now: 'The processor’s speed is limited now',
    earlier: 'Earlier, the processor’s speed was limited',
  },
  soft_temperature_limit: {
    now: 'The processor is almost too hot now',
    earlier: 'Earlier, the processor was almost too hot',
  },
};

/** The Raspberry Pi's report about power and temperature, the worst first; one line when all is well. */
export function throttlingLines(throttling: Throttling): ThrottlingLine[] {
  const names = Object.keys(sentences) as (keyof Throttling)[];
  const now = names.filter((name) => throttling[name].now);
  const earlier = names.filter((name) => throttling[name].since_boot && !throttling[name].now);
  const lines: ThrottlingLine[] = [
    ...now.map((name) => ({ text: sentences[name].now, tone: 'bad' as const })),
    ...earlier.map((name) => ({ text: sentences[name].earlier, tone: 'past' as const })),
  ];
  return lines.length > 0 ? lines : [{ text: 'Power and temperature are good', tone: 'good' }];
}
