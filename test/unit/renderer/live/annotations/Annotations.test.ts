// @vitest-environment jsdom
import { render } from '@testing-library/svelte';
import { flushSync } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import Annotations from '../../../../../renderer/live/annotations/Annotations.svelte';
import type { SeenAnnotation } from '../../../../../renderer/live/annotations/tile-annotations.ts';

const seen = (annotations: Partial<SeenAnnotation>[]) => ({
  picture: { widthPx: 640, heightPx: 360 },
  annotations: annotations.map((each) => ({
    ...{ hook: 'people.ts', label: 'person', score: 0.9, drawn: false },
    ...{ box: [0.1, 0.1, 0.5, 0.5] as SeenAnnotation['box'] },
    ...each,
  })),
});

/** jsdom has none. The first size is read without it. */
class NoResizes {
  observe(): void {
    // No size changes.
  }

  unobserve(): void {
    // There is nothing to end.
  }
}
vi.stubGlobal('ResizeObserver', NoResizes);

/** jsdom lays nothing out, so the tile's size comes from here. */
function shown(annotations: Partial<SeenAnnotation>[], show: 'auto' | 'all'): string[] {
  for (const name of ['clientWidth', 'clientHeight'] as const)
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value: 400 });
  const { container, unmount } = render(Annotations, {
    seen: seen(annotations),
    fit: 'fit',
    rotate: 0,
    show,
  });
  flushSync();
  const boxes = [...container.querySelectorAll<HTMLElement>('.box')].map(
    ({ dataset }) => dataset['label'] ?? '',
  );
  unmount();
  return boxes;
}

describe('the boxes over a picture', () => {
  test('are those that the picture does not show already, unless all are wanted', () => {
    const both = [{ label: 'drawn', drawn: true }, { label: 'told' }];
    expect(shown(both, 'auto')).toEqual(['told']);
    expect(shown(both, 'all')).toEqual(['drawn', 'told']);
  });

  test('are none for what is about the whole picture', () => {
    expect(shown([{ label: 'bright', box: null }], 'auto')).toEqual([]);
  });
});
