import type { Bench } from './bench.ts';
import type { GoalFigures } from './report/goals.ts';
import type { Table } from './report/table.ts';

export interface Scenario {
  /** For --only. */
  name: string;
  title: string;
  /** How to read its table, in a sentence or two. */
  explanation: string;
  needsFakecam: boolean;
  run: (bench: Bench) => Promise<ScenarioReport>;
}

export interface ScenarioReport {
  table: Table;
  figures: GoalFigures;
}
