import type { Scenario, ScenarioReport } from '../scenario.ts';
import { quietCores } from '../stage.ts';
import { goalsTable } from './goals.ts';
import { markdownTable } from './table.ts';

export interface Outcome {
  scenario: Pick<Scenario, 'title' | 'explanation'>;
  /** What it measured, or why it could not. */
  result: ScenarioReport | { failure: string };
}

export interface ReportHead {
  date: Date;
  machine: string;
  quick: boolean;
  /** What was not there and what that leaves out. */
  missing: string[];
  /** The most that other programs used during a stage, in cores. */
  othersCores: number;
}

const reading = `CPU is percent of one core, user and system, of the server's whole process tree, from the scheduler's own count;
the thread in which fakecam plays the camera driver is left out. Over the loopback the sender is also charged for the
receiver's half of the network work, which is the same for every server. PSS (proportional set size) counts a page shared
by n processes 1/n; the server runs on a Node binary of its own, so it shares none of that. Latency runs from the
camera's timestamp of a frame to its last byte at the viewer, viewers and server on the same cores; interval is the time
between two frames of one viewer. A stage is measured again while other programs use more than 0.3 cores, and the
quietest kept.`;

/** The whole report as Markdown. */
export function resultsMarkdown(head: ReportHead, outcomes: readonly Outcome[]): string {
  const figures = Object.assign(
    {},
    ...outcomes.map(({ result }) => ('failure' in result ? {} : result.figures)),
  );
  const sections = outcomes.map(({ scenario, result }) => [
    `## ${scenario.title}`,
    scenario.explanation,
    'failure' in result ? `Failed: ${result.failure}` : markdownTable(result.table),
  ]);
  return [
    '# Bench results',
    `Written by \`npm run bench\`${head.quick ? ' in **quick** mode: short stages, few rounds, for a look only' : ''}.`,
    `${head.date.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${head.machine}.`,
    ...head.missing,
    ...disturbance(head.othersCores),
    reading,
    '## Goals',
    markdownTable(goalsTable(figures)),
    ...sections.flat(),
  ]
    .join('\n\n')
    .concat('\n');
}

function disturbance(othersCores: number): string[] {
  if (othersCores <= quietCores) return [];
  return [
    `**The machine was not quiet**: other programs used up to ${othersCores.toFixed(1)} cores during a stage. Latency, ` +
      'interval and fps tell more about them than about the servers then; CPU and memory are less affected.',
  ];
}
