import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { documents, root } from './documents.ts';
import { deadLinks } from './links.ts';

describe('the documents', () => {
  test('have no link that leads nowhere', () => {
    expect(documents.length).toBeGreaterThan(7);
    expect(documents.flatMap((document) => deadLinks(document, root))).toEqual([]);
  });

  test('show every picture that is kept for them', () => {
    const texts = documents.map(({ text }) => text).join('\n');
    const pictures = globSync('build/screenshots/*', { cwd: root });
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((picture) => !texts.includes(`${picture})`))).toEqual([]);
  });
});

describe('a link', () => {
  const check = (text: string, path = 'README.md') => deadLinks({ path, text }, root);

  test.each([
    'see [the licence](LICENSE) and ![wall](build/screenshots/wall-desktop.png)',
    'see [a folder](build/monitoring) and [a site](https://example.org/nowhere)',
    '## Two words, `code` & more\n[here](#two-words-code--more)',
    '## Same\n## Same\n[the second](#same-1)',
    '`[code](nowhere.md)`\n```\n[code](nowhere.md)\n```',
  ])('is alive: %j', (text) => {
    expect(check(text)).toEqual([]);
  });

  test.each([
    ['[gone](gone.md)', 'README.md:1: gone.md (no such file)'],
    ['one\n\n![gone](build/gone.png)', 'README.md:3: build/gone.png (no such file)'],
    ['[gone](#gone)', 'README.md:1: #gone (no such heading)'],
    ['```\n# Code\n```\n[gone](#code)', 'README.md:4: #code (no such heading)'],
    ['[gone](CHANGELOG.md#gone)', 'README.md:1: CHANGELOG.md#gone (no such heading)'],
    ['[outside](../x.md)', 'README.md:1: ../x.md (not a file of this repository)'],
    ['[name]: gone.md', 'README.md:1: gone.md (no such file)'],
  ])('is dead: %j', (text, message) => {
    expect(check(text)).toEqual([message]);
  });

  test('is followed from the folder of its document', () => {
    expect(check('[top](../../LICENSE) [beside](api.md)', '.github/docs/server.md')).toEqual([]);
    expect(check('[top](LICENSE)', '.github/docs/server.md')).toHaveLength(1);
  });
});
