import type { Plugin } from 'rolldown';
import { parseSync, Visitor } from 'rolldown/utils';

/** V8 keeps a text with one character above U+00FF at two bytes for each of its characters. */
const twoBytes = /[^\0-\xff]/;

/**
 * Writes each character above U+00FF as an escape. That changes nothing where they may be: in strings, templates, patterns
 * and names. For templates with a tag see `refuseRawText`.
 */
export function inOneByte(code: string): string {
  return code.replace(/(\\*)([^\0-\xff])/g, (_all, backslashes: string, character: string) => {
    // A backslash before a character that needs none means nothing. Before an escape it would take the escape away.
    const before = backslashes.length % 2 === 0 ? backslashes : backslashes.slice(1);
    return `${before}\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Fails on a template with a tag, e.g. String.raw, that has such a character: the tag would see the escape. */
export function refuseRawText(): Plugin {
  return {
    name: 'refuse-raw-text',
    transform: {
      filter: { code: twoBytes },
      handler(code, id) {
        // Most modules have such characters in comments only.
        if (/[\w$)\]]`/.test(code) && hasTwoByteTag(id, code))
          this.error(`${id}: a template with a tag has a character above U+00FF; write it as \${'\\u…'}`);
      },
    },
  };
}

function hasTwoByteTag(id: string, code: string): boolean {
  let found = false;
  const { program } = parseSync(id, code);
  new Visitor({
    TaggedTemplateExpression({ quasi }) {
      found ||= quasi.quasis.some(({ value }) => twoBytes.test(value.raw));
    },
  }).visit(program);
  return found;
}
