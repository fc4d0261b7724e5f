import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { goals, goalsTable } from '../../../bench/report/goals.ts';
import { resultsMarkdown } from '../../../bench/report/results.ts';
import { cell, markdownTable } from '../../../bench/report/table.ts';

const table = {
  columns: ['server', 'CPU %'],
  rows: [
    ['a | b', '1.5'],
    ['ours', '–'],
  ],
};
const scenario = { title: 'A title', explanation: 'How to read it.' };
const head = {
  date: new Date('2026-01-02T03:04:05Z'),
  machine: 'A machine, 4 cores',
  quick: true,
  missing: ['No camera.'],
  othersCores: 0.1,
};

describe('a table', () => {
  test('has its text to the left and its figures to the right', () => {
    expect(markdownTable(table)).toBe(
      ['| server | CPU % |', '| ------ | ----: |', '| a \\| b |   1.5 |', '| ours   |     – |'].join('\n'),
    );
  });

  test('is a table however narrow its columns are', () => {
    const narrow = markdownTable({ columns: ['n', 'm'], rows: [['1', '2']] });
    expect(narrow).toBe('| n   |   m |\n| --- | --: |\n| 1   |   2 |');
  });

  test('shows a dash where there is no figure', () => {
    expect([cell(undefined, 1), cell(NaN, 1), cell(Infinity, 1), cell(1.25, 1)]).toEqual([
      '–',
      '–',
      '–',
      '1.3',
    ]);
  });
});

describe('the goals', () => {
  test('are met below a limit, or above it where more is better', () => {
    const rows = new Map(
      goalsTable({ cpuRatioAt64: 0.4, latencyP99Ms: 10.5, fpsMin: 29.4 }).rows.map((row) => [row[0], row]),
    );
    expect(rows.get(goals.cpuRatioAt64.text)?.slice(1)).toEqual(['0.40 ×', '≤ 0.45 ×', 'yes']);
    expect(rows.get(goals.latencyP99Ms.text)?.[3]).toBe('**no**');
    expect(rows.get(goals.fpsMin.text)?.slice(1)).toEqual(['29.40 fps', '≥ 29.5 fps', '**no**']);
    expect(rows.get(goals.memoryMib.text)?.slice(1)).toEqual(['not measured', '≤ 100 MiB', '']);
  });
});

describe('the report', () => {
  const report = resultsMarkdown(head, [
    { scenario, result: { table, figures: { memoryMib: 80 } } },
    { scenario: { ...scenario, title: 'Another' }, result: { failure: 'the server did not start' } },
  ]);

  test('says when, where and how it was made, and what was missing', () => {
    expect(report).toContain('2026-01-02 03:04 UTC. A machine, 4 cores.');
    expect(report).toContain('in **quick** mode');
    expect(report).toContain('No camera.');
  });

  test('sets the figures of every scenario against the goals, and hides no failure', () => {
    expect(report).toMatch(/Memory with one camera +\| +80\.0 MiB/);
    expect(report).toContain('## A title\n\nHow to read it.\n\n| server');
    expect(report).toContain('Failed: the server did not start');
  });

  test('warns when other programs were busy meanwhile', () => {
    expect(report).not.toContain('not quiet');
    expect(resultsMarkdown({ ...head, othersCores: 1.24 }, [])).toContain(
      'other programs used up to 1.2 cores',
    );
  });

  test('is written as Prettier would write it', async () => {
    expect(await format(report, { parser: 'markdown', printWidth: 110 })).toBe(report);
  });
});
