// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, test } from 'vitest';
import { stepTime } from '../../../../../renderer/status/graph/graph-words.ts';
import TimeGraph from '../../../../../renderer/status/graph/TimeGraph.svelte';

const nowSeconds = 1_796_000_000;
const nothing = 'No values yet. The first one comes within seconds.';
const shown = (values: (number | null)[]) =>
  render(TimeGraph, {
    ...{
      subject: 'Frames per second',
      unit: { suffix: ' fps', digits: 1 },
      stepSeconds: 5,
      nowSeconds,
      nothing,
      values,
    },
  });
const timeOf = (step: number) => stepTime(step, 4, 5, nowSeconds);

afterEach(cleanup);

describe('a graph of the last minutes', () => {
  test('tells the newest value, and what it shows as a whole', () => {
    const { container } = shown([null, 8, 10, 12]);
    expect(container.querySelector('figcaption')?.textContent).toContain('now 12.0 fps');
    const words = 'Last 20 s: lowest 8.0 fps, average 10.0 fps, highest 12.0 fps.';
    expect(container.textContent).toContain(`${words} No values for 5 s.`);
    const plot = screen.getByRole('slider', { name: 'Frames per second over time' });
    const described = document.getElementById(plot.getAttribute('aria-describedby') ?? '');
    expect(described?.textContent).toContain(words);
  });

  test('has round values and times at its edges', () => {
    const { container } = shown([1, 8, 10, 12]);
    const axis = [...container.querySelectorAll('.values span')].map(({ textContent }) => textContent);
    expect(axis).toEqual(['0 fps', '10 fps', '20 fps']);
    const times = [...container.querySelectorAll('.times span')].map(({ textContent }) => textContent);
    expect(times).toEqual(['20 s ago', '10 s ago', 'now']);
  });

  test('is read value by value with the keys, and a gap says that nothing is known', async () => {
    shown([7, null, 10, 12]);
    const plot = screen.getByRole('slider');
    await fireEvent.focus(plot);
    const read: (string | null)[] = [];
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'End', 'Home', 'ArrowRight']) {
      await fireEvent.keyDown(plot, { key });
      read.push(plot.getAttribute('aria-valuetext'));
    }
    expect(read).toEqual([
      `${timeOf(2)}: 10.0 fps`,
      `${timeOf(1)}: no value`,
      `${timeOf(0)}: 7.0 fps`,
      `${timeOf(0)}: 7.0 fps`,
      `${timeOf(3)}: 12.0 fps`,
      `${timeOf(0)}: 7.0 fps`,
      `${timeOf(1)}: no value`,
    ]);
  });

  test('reads the same value while newer ones come, so that a screen reader says nothing by itself', async () => {
    const { rerender } = shown([7, 8, 10, 12]);
    const plot = screen.getByRole('slider');
    await fireEvent.focus(plot);
    await fireEvent.keyDown(plot, { key: 'ArrowLeft' });
    const said = () => [plot.getAttribute('aria-valuetext'), plot.getAttribute('aria-valuenow')];
    const before = said();
    expect(before[0]).toBe(`${timeOf(2)}: 10.0 fps`);
    await rerender({ values: [8, 10, 12, 13], nowSeconds: nowSeconds + 5 });
    expect(said()).toEqual(before);
    await fireEvent.keyDown(plot, { key: 'ArrowRight' });
    expect(said()[0]).toBe(`${timeOf(3)}: 12.0 fps`);
    await fireEvent.blur(plot);
    expect(said()[0]).toBe(`${timeOf(4)}: 13.0 fps`);
  });

  test('says what will come while there is no value', () => {
    for (const values of [[], [null, null]]) {
      const { container } = shown(values);
      expect(container.textContent).toContain(nothing);
      expect(screen.queryByRole('slider')).toBeNull();
      cleanup();
    }
  });
});
