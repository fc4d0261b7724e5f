import { describe, expect, test } from 'vitest';
import { jsonFaults, fieldRange } from '../../../../../../renderer/settings/server/backup/json-place.ts';

const text = `{
  "host": "pi.lan",
  "cameras": [
    { "id": "a", "port": 8081 },
    { "id": "b", "port": 8081, "controls": { "gain": 3 } }
  ]
}`;

describe('the place of a field', () => {
  const found = (field: string) => {
    const place = fieldRange(text, field);
    return place && text.slice(place.start, place.end);
  };

  test.each([
    ['host', '"pi.lan"'],
    ['cameras.0.id', '"a"'],
    ['cameras.1.controls.gain', '3'],
  ])('of %s is its value', (field, value) => expect(found(field)).toBe(value));

  test('that is not there is what should hold it', () => {
    expect(found('cameras.0.device')).toBe('{ "id": "a", "port": 8081 }');
    expect(found('cameras.7.port')).toMatch(/^\[/);
    expect(found('auth')).toBeUndefined();
    expect(found('')).toBeUndefined();
  });
});

describe('a text that is no JSON', () => {
  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or the closing bracket is missing'],
    ['{ "a": 1, }', 1, 11, 'a name in double quotes is missing'],
    ['{ "a": [1, 2 }', 1, 14, 'a comma or the closing bracket is missing'],
    ['// why\n{}', 1, 1, 'comments are not allowed'],
    ['{ "a": "b }', 1, 8, 'a closing " is missing'],
    ['', 1, 1, 'a value is missing'],
  ])('%j is told with line %i and column %i', (broken, line, column, message) => {
    expect(jsonFaults(broken)[0]).toMatchObject({ line, column, message });
  });

  test('is one, however much the parser stumbles over it', () => {
    for (const broken of ['{\n  "a": [1, 2\n  "b": {"c": }\n}', '{"host": pi.lan, "a": 1}', '{"a" 1, "b" 2}'])
      expect(jsonFaults(broken)).toHaveLength(1);
  });

  test('is told of exactly where the browser refuses it too', () => {
    for (const each of [text, '[]', ' 1 ', '{"a":', "{'a':1}", '01', '{"a":1}x', '"\\x"', '[1,]', 'NaN']) {
      let valid = true;
      try {
        JSON.parse(each);
      } catch {
        valid = false; // what is to be found out
      }
      expect([each, jsonFaults(each).length === 0]).toEqual([each, valid]);
    }
  });
});
