import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonError } from '../../../../server/config/json-error.ts';

describe('the place of a JSON error', () => {
  test.each([
    ['a comma after the last entry', '{\n  "a": 1,\n}', 3, 1, 'a name in double quotes'],
    ['a comma that is missing', '{\n  "a": 1\n  "b": 2\n}', 3, 3, "',' or '}'"],
    ['a comma that is missing in a list', '[1 2]', 1, 4, "',' or ']'"],
    ['a comment', '{\n  // mine\n}', 2, 3, "a name in double quotes or '}'"],
    ['single quotes', "{'a': 1}", 1, 2, "a name in double quotes or '}'"],
    ['a colon that is missing', '{"a" 1}', 1, 6, "':'"],
    ['a word without quotes', '{"a": yes}', 1, 7, 'a value'],
    ['an empty file', '', 1, 1, 'a value'],
    ['a file of NUL bytes, as a power cut leaves them', '\0\0\0', 1, 1, 'a value'],
    ['a file that was cut', '{"cameras": [{"id": "a"', 1, 24, "',' or '}'"],
    ['a text without an end', '{"a": "b}\n', 1, 7, 'a value'],
    ['something after the end', '{}\n{}', 2, 1, 'the end'],
    ['the wrong bracket', '[1}', 1, 3, "',' or ']'"],
  ])('%s', (_what, text, line, column, expected) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(findJsonError(text)).toMatchObject({ line, column, expected });
  });

  test('is none in valid JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonError(text)).toBeUndefined();
      }),
    );
  });

  test('is found exactly where JSON.parse refuses', () => {
    const spoiled = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', ':', '\\', '0', '.', '\n', 'e', '\0', '\u2028'),
      )
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + (piece === '' ? 1 : 0));
      });
    fc.assert(
      fc.property(spoiled, (text) => {
        const parses = () => {
          JSON.parse(text);
          return true;
        };
        if (findJsonError(text)) expect(parses).toThrow(SyntaxError);
        else expect(parses()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('does not depend on how deep or how long the text is', () => {
    const depth = 500_000;
    expect(findJsonError('['.repeat(depth))?.offset).toBe(depth);
    expect(findJsonError('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined();
    expect(findJsonError(`"${'\\n'.repeat(depth)}"`)).toBeUndefined();
    expect(findJsonError(`"${'x'.repeat(depth)}`)?.offset).toBe(0);
    expect(findJsonError(`"${'\\nx'.repeat(depth)}`)?.offset).toBe(0);
  });
});
