/** A name that stands again in the object it is in. */
export interface DuplicateName {
  /** Where it is, its first eight steps; places in lists are numbers. */
  path: (string | number)[];
  /** In the text, from 0, in UTF-16 units. */
  offset: number;
}

/** A path says no more than this: a text may be 100,000 lists deep. */
const maxDepth = 8;
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;
const colon = /[\t\n\r ]*:/y;

type Level = { kind: 'object'; names: Set<string>; at: string } | { kind: 'list'; at: number };

/** Names that JSON.parse reads twice and takes the last of, in a text that is valid JSON. */
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
