import { findNodeAtLocation, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';

/** The place of an error in a text. */
export interface JsonFault {
  /** From 0, in UTF-16 units, as a textarea counts. */
  offset: number;
  length: number;
  /** Both from 1. */
  line: number;
  column: number;
  /** For people, e.g. "a comma is missing". */
  message: string;
}

export interface TextRange {
  start: number;
  end: number;
}

const strict = { disallowComments: true, allowTrailingComma: false };

/**
 * The first error that makes a text no JSON; empty for JSON. The parser goes on after an error, and what it then
 * complains about is mostly a consequence of the first one.
 */
export function jsonFaults(text: string): JsonFault[] {
  const errors: ParseError[] = [];
  parseTree(text, errors, strict);
  return errors.slice(0, 1).map(({ error, offset, length }) => ({
    ...{ offset, length, ...lineAndColumn(text, offset) },
    message: messages[printParseErrorCode(error)] ?? 'this is not JSON',
  }));
}

/**
 * The place of the value of a field such as "cameras.1.port". If the field is not in the text, the place of the value
 * that should contain it; undefined if there is none.
 */
export function fieldRange(text: string, field: string): TextRange | undefined {
  const root = parseTree(text, [], strict);
  if (!root || field === '') return undefined;
  const path = field.split('.').map((name) => (/^\d+$/.test(name) ? Number(name) : name));
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(root, path.slice(0, depth));
    if (node) return { start: node.offset, end: node.offset + node.length };
  }
  return undefined;
}

/** The line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return lineAndColumn(text, offset).line;
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

const messages: Record<string, string> = {
  InvalidSymbol: 'this word is not a JSON value',
  InvalidNumberFormat: 'this is not a JSON number',
  PropertyNameExpected: 'a name in double quotes is missing',
  ValueExpected: 'a value is missing',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma or the closing bracket is missing',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'nothing may follow here',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'a closing " is missing',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'this \\u escape is not valid',
  InvalidEscapeCharacter: 'this \\ escape is not valid',
  InvalidCharacter: 'this character is not allowed here',
};
