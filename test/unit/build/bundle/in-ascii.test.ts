import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { rolldown } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { inAscii, refuseRawText } from '../../../../build/bundle/in-ascii.ts';

/** What an expression gives when it is written in ASCII. */
function valueOf(expression: string): unknown {
  const written = inAscii(`(${expression})`);
  expect(written).not.toMatch(/[^\0-\x7f]/);
  return runInThisContext(written);
}

describe('a program in ASCII', () => {
  test.each([
    { expression: "'½ × 2…'", value: '½ × 2…' },
    { expression: "'\\…'", value: '…' },
    { expression: "'\\\\…'", value: '\\…' },
    { expression: '`${1}…💩\\``', value: '1…💩`' },
    { expression: '/^[…💩]$/u.test("💩")', value: true },
    { expression: '/^[\u0300-\u036f]$/.test("\u0301")', value: true },
    { expression: '({ naïve: 1, größe: 2, ł: 3 }).ł', value: 3 },
  ])('gives the same: $expression', ({ expression, value }) => {
    expect(valueOf(expression)).toBe(value);
  });

  test('gives any text as it was', () => {
    const texts = fc.sample(
      fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
      500,
    );
    expect(valueOf(JSON.stringify(texts))).toEqual(texts);
  });
});

describe('a template whose tag would see the escape', () => {
  async function build(code: string): Promise<unknown> {
    await using bundle = await rolldown({
      input: 'program.ts',
      logLevel: 'silent',
      plugins: [{ name: 'program', resolveId: (id) => id, load: () => code }, refuseRawText()],
    });
    return await bundle.generate();
  }

  test('ends the build', async () => {
    await expect(build('export const text: string = String.raw`a…`;')).rejects.toThrow(
      'a template with a tag',
    );
  });

  test.each(['export const text = `${[1]}…`;', 'export const text = [String.raw`a`, "…"]; // `…`'])(
    'is not among these: %s',
    async (code) => {
      await expect(build(code)).resolves.toBeDefined();
    },
  );
});
