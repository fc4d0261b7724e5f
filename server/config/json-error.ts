/** The place where a text stops being JSON. Quotes nothing of the text: a configuration holds a password. */
export interface JsonError {
  /** Counted from 0, in UTF-16 units. */
  offset: number;
  /** Line and column count from 1, as in editors. */
  line: number;
  column: number;
  /** The text that is expected there, e.g. "',' or '}'". */
  expected: string;
}

type State = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'next' | 'end';

const blanks = /[\t\n\r ]*/y;
// eslint-disable-next-line no-control-regex
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Finds the place of a JSON error; undefined for valid JSON. JSON.parse names the place of some errors only, and quotes
 * the text around others.
 */
export function findJsonError(text: string): JsonError | undefined {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let offset = 0;

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    offset += found?.[0].length ?? 0;
    return found !== null;
  };
  const step = (): State | undefined => {
    const inObject = open.at(-1) === '{';
    const character = text[offset];
    const closes = character === (inObject ? '}' : ']') && open.length > 0;
    if (closes && (state === 'next' || state === 'first value' || state === 'first key')) {
      offset++;
      open.pop();
      return open.length > 0 ? 'next' : 'end';
    }
    switch (state) {
      case 'value':
      case 'first value':
        if (character === '{' || character === '[') {
          offset++;
          open.push(character);
          return character === '{' ? 'first key' : 'first value';
        }
        if (!take(string) && !take(scalar)) return undefined;
        return open.length > 0 ? 'next' : 'end';
      case 'key':
      case 'first key':
        return take(string) ? 'colon' : undefined;
      case 'colon':
        return take(/:/y) ? 'value' : undefined;
      case 'next':
        if (!take(/,/y)) return undefined;
        return inObject ? 'key' : 'value';
      case 'end':
        return undefined;
    }
  };

  for (;;) {
    take(blanks);
    if (offset === text.length && state === 'end') return undefined;
    const next = step();
    if (!next) return { offset, ...lineAndColumn(text, offset), expected: expectation(state, open.at(-1)) };
    state = next;
  }
}

function expectation(state: State, open: '{' | '[' | undefined): string {
  switch (state) {
    case 'value':
      return 'a value';
    case 'first value':
      return "a value or ']'";
    case 'key':
      return 'a name in double quotes';
    case 'first key':
      return "a name in double quotes or '}'";
    case 'colon':
      return "':'";
    case 'next':
      return open === '{' ? "',' or '}'" : "',' or ']'";
    case 'end':
      return 'the end';
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
