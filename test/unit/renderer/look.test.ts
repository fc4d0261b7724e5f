import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const components = globSync('renderer/**/*.svelte', { cwd: root }).map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));

/** Buttons that are not made with parts/Button.svelte, and why. Each other one is. */
const ownButtons: Record<string, string> = {
  'parts/Button.svelte': 'it is the look',
  'parts/ToolButton.svelte': 'an icon in a toolbar, also over pictures',
  'parts/CopyText.svelte': 'the end of a field',
  'kiosk/PinPad.svelte': 'keys of a pad, for fingers',
  'kiosk/KioskMenu.svelte': 'large tiles of a menu, for fingers',
  'kiosk/WayHome.svelte': 'stands among the links of the header',
  'recordings/page/CameraChips.svelte': 'chips that stay down',
  'recordings/timeline/TimelineBar.svelte': 'a switch inside the bar of the timeline',
  'recordings/films/FilmList.svelte': 'the picture of a film',
  'recordings/list/RecordingCard.svelte': 'the picture of a recording',
  'recordings/events/EventStrip.svelte': 'a mark on the timeline',
  'recordings/events/EventList.svelte': 'a whole line of a list',
  'settings/SectionList.svelte': 'arrows at the ends of a row of links',
  'settings/SaveBar.svelte': 'a message that leads to its field',
  'settings/server/backup/RawJsonSection.svelte': 'a message that leads to its line',
  'settings/kiosk/DayChips.svelte': 'chips that stay down',
  'settings/camera/controls/ControlRow.svelte': 'the dot at a changed value',
  'settings/camera/mask/MaskEditor.svelte': 'a corner that is dragged',
  'wall/page/GroupChips.svelte': 'chips that stay down',
  'wall/page/PageDots.svelte': 'dots of pages',
  'wall/page/WallMessage.svelte': 'a cross, in the colours of the message',
  'wall/tiles/WallTiles.svelte': 'a whole tile',
  'wall/tiles/ZoomPan.svelte': 'tools over a picture',
  'wall/tools/layout-editor/CameraOrder.svelte': 'small signs in a list that is dragged',
};

describe('the buttons of the pages', () => {
  test('have one look, but for those that are something else', () => {
    const raw = components.filter(({ text }) => /<button\b/.test(markup(text))).map(({ path }) => path);
    expect(raw.sort()).toEqual(
      Object.keys(ownButtons)
        .map((name) => `renderer/${name}`)
        .sort(),
    );
  });

  test('that download leave the name of the file to the server', () => {
    // Svelte hands a bare attribute of a component on as true, and the browser would save a file named "true".
    const bare = components.filter(({ text }) => /<Button\b[^<]*\sdownload[\s>]/.test(markup(text)));
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  test('have one primary in a row at most', () => {
    const loud = components.flatMap(({ path, text }) => (loudestRow(text) > 1 ? [path] : []));
    expect(loud).toEqual([]);
  });

  test.each([
    [1, '<div><Button kind="primary" /><Button /><Button kind="danger" /></div>'],
    [2, '<div><Button kind="primary" /><Button kind="primary" /></div>'],
    [1, '<Button kind="primary" /><div><Button kind="primary" /></div>'],
    [1, '{#if a}<Button kind="primary" />{:else}<Button kind="primary" />{/if}'],
    [2, '<Button kind="primary" />{#if a}<Button kind={b ? "primary" : "quiet"} />{/if}'],
    [2, '<p>{#each a as b}<Button kind="primary" />{/each}</p>'],
    [1, '<ul>{#each a as b}<li><Button kind="primary" /></li>{/each}</ul>'],
  ])('count as %i in %s', (count, text) => {
    expect(loudestRow(text)).toBe(count);
  });
});

describe('the styles of the pages', () => {
  test('use the steps of theme.css', () => {
    const found = components.flatMap(({ path, text }) =>
      ownSizes(text.slice(text.indexOf('<style'))).map((size) => `${path}: ${size}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['padding: 0 0.6rem;', 1],
    ['font-size: 1.1rem;', 1],
    ['margin-top: 12px;', 1],
    ['gap: 2px;', 0],
    ['padding: 0.3em 0 0.1rem;', 0],
    ['padding: 0 max(1.25rem, calc((100% - 72rem) / 2)) var(--space-6);', 0],
    ['font-size: var(--type-s);', 0],
  ])('see that %s', (style, count) => {
    expect(ownSizes(style)).toHaveLength(count);
  });
});

const markup = (text: string) =>
  text.replace(/<!--[\s\S]*?-->|<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '');

/** Sizes of text and space that are not a step. Hairlines may be anything, and so may what grows with something else. */
function ownSizes(style: string): string[] {
  const hairline = { rem: 0.13, px: 10 };
  return [...style.matchAll(/(?<![-\w])(?:padding|margin|gap|font-size)[a-z-]*: [^;]+;/g)].flatMap(
    ([rule]) => {
      if (/(clamp|max|min|calc)\((?!-1 \* var)/.test(rule)) return [];
      const sizes = [...rule.matchAll(/([\d.]+)(rem|px)\b/g)];
      const isOwn = ([, size, unit]: RegExpExecArray) => Number(size) > hairline[unit as 'rem' | 'px'];
      return sizes.some(isOwn) ? [rule] : [];
    },
  );
}

type Nodes = AST.Fragment['nodes'];

/** The most primary buttons that are in one element at the same time. */
function loudestRow(text: string): number {
  let most = 0;
  const row = (nodes: Nodes): number => {
    const count = nodes.reduce((sum, node) => sum + loudness(node), 0);
    most = Math.max(most, count);
    return count;
  };
  const loudness = (node: Nodes[number]): number => {
    switch (node.type) {
      case 'Component':
        row(node.fragment.nodes);
        return node.name === 'Button' && isPrimary(node) ? 1 : 0;
      case 'IfBlock':
        return Math.max(row(node.consequent.nodes), node.alternate ? row(node.alternate.nodes) : 0);
      case 'EachBlock':
        return row(node.body.nodes) > 0 ? 2 : 0;
      case 'KeyBlock':
        return row(node.fragment.nodes);
      case 'AwaitBlock':
        return Math.max(...[node.pending, node.then, node.catch].map((part) => (part ? row(part.nodes) : 0)));
      case 'SnippetBlock':
        row(node.body.nodes);
        return 0;
      default:
        if ('fragment' in node) row(node.fragment.nodes);
        return 0;
    }
  };
  row(parse(text, { modern: true }).fragment.nodes);
  return most;

  function isPrimary({ start, fragment, attributes }: AST.Component): boolean {
    const end = fragment.nodes[0]?.start ?? attributes.at(-1)?.end ?? start;
    return /\bkind=("primary"|\{[^}]*['"]primary['"])/.test(text.slice(start, end));
  }
}
