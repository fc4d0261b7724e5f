/** A name that stands again in the object it is in. */
export interface DuplicateName {
  /** The first eight steps to the name; places in lists are numbers. */
  path: (string | number)[];
  /** The place in the text, from 0, in UTF-16 units. */
  offset: number;
}

/** The steps that a path has at most: a text may be 100,000 lists deep. */
const maxDepth = 8;
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;
const colon = /[\t\n\r ]*:/y;

type Level = { kind: 'object'; names: Set<string>; at: string } | { kind: 'list'; at: number };

/** The names that stand twice in one object of a valid JSON text. JSON.parse would use only the last one. */
export function* duplicateNames(text: string): Generator<DuplicateName, void> {
  const open: Level[] = [];
  for (const { 0: token, index: offset } of text.matchAll(tokens)) {
    const level = open.at(-1);
    if (token === '{') open.push({ kind: 'object', names: new Set(), at: '' });
    else if (token === '[') open.push({ kind: 'list', at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (level?.kind === 'list') level.at++;
    } else if (level?.kind === 'object' && isName(text, offset + token.length)) {
      level.at = JSON.parse(token) as string;
      if (level.names.has(level.at)) yield { path: open.slice(0, maxDepth).map(({ at }) => at), offset };
      level.names.add(level.at);
    }
  }
}

function isName(text: string, end: number): boolean {
  colon.lastIndex = end;
  return colon.test(text);
}
