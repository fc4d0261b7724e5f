import { describe, expect, test } from 'vitest';
import { debianChangelog } from '../../../../build/deb/changelog.ts';

const release = { version: '1.2.0', maintainer: 'M <m@x>', date: new Date('2026-03-04T05:06:07Z') };

describe("Debian's changelog", () => {
  test('has the newest section, wrapped at 80 columns', () => {
    const long = 'word '.repeat(30).trim();
    const markdown = `# Changelog\n\n## 1.2.0\n\n- First \`thing\`,\n  on two lines.\n- ${long}\n\n## 1.1.0\n\n- Old.\n`;
    const lines = debianChangelog(markdown, release).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'rpicam-kiosk (1.2.0) stable; urgency=medium',
      '',
      '  * First thing, on two lines.',
    ]);
    expect(lines.filter((line) => line.includes('word'))).toHaveLength(2);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(lines.at(-2)).toBe(' -- M <m@x>  Wed, 04 Mar 2026 05:06:07 +0000');
    expect(lines.join('\n')).not.toContain('Old.');
  });

  test('has the entries of all groups, without their headings', () => {
    const markdown =
      '## 1.2.0\n\nOf all.\n\n### Wall\n\n#### Added\n\n- One.\n\n#### Fixed\n\n- Two.\n\n## 1.1.0\n\n- Old.\n';
    const lines = debianChangelog(markdown, release).split('\n');
    expect(lines.slice(2, -3)).toEqual(['  * One.', '  * Two.']);
  });

  test('is not made of nothing', () => {
    expect(() => debianChangelog('# Changelog\n\n## Unreleased\n', release)).toThrow('no entry');
  });
});
