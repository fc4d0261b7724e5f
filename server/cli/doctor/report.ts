import { printableLine } from '../terminal-text.ts';
import type { Finding } from './finding.ts';

const marks = {
  ok: { word: 'ok     ', color: '\x1b[32m' },
  warning: { word: 'warning', color: '\x1b[33m' },
  problem: { word: 'problem', color: '\x1b[31m' },
};

/** The findings for people, one or two lines each, and a line that sums them up. */
export function reportText(findings: readonly Finding[], inColor: boolean): string {
  const lines = findings.map(({ check, level, message, advice }) => {
    const { word, color } = marks[level];
    const mark = inColor ? `${color}${word}\x1b[0m` : word;
    const line = `${mark}  ${printableLine(check)}: ${printableLine(message)}`;
    return advice ? `${line}\n         -> ${printableLine(advice)}` : line;
  });
  return `${[...lines, '', summary(findings)].join('\n')}\n`;
}

/** Whether nothing keeps cameras or the server from working. Warnings do not count. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level !== 'problem');
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems + warnings === 0) return 'Everything is fine.';
  const plural = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${plural(problems, 'problem')}, ${plural(warnings, 'warning')}.`;
}
