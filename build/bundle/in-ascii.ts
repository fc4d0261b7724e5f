import type { Plugin } from 'rolldown';
import { parseSync, Visitor } from 'rolldown/utils';

/** Node keeps a long program with one other character at two bytes for each of its characters (4 instead of 2 MiB). */
const beyondAscii = /[^\0-\x7f]/;

/**
 * Writes each character that is not in ASCII as an escape. That changes nothing where they may be: in strings, templates,
 * patterns and names. For templates with a tag see `refuseRawText`.
 */
export function inAscii(code: string): string {
  return code.replace(/(\\*)([^\0-\x7f])/g, (_all, backslashes: string, character: string) => {
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
      filter: { code: beyondAscii },
      handler(code, id) {
        // Most modules have such characters in comments only.
        if (/[\w$)\]]`/.test(code) && hasTagBeyondAscii(id, code))
          this.error(
            `${id}: a template with a tag has a character that is not in ASCII; write it as \${'\\u…'}`,
          );
      },
    },
  };
}

function hasTagBeyondAscii(id: string, code: string): boolean {
  let found = false;
  const { program } = parseSync(id, code);
  new Visitor({
    TaggedTemplateExpression({ quasi }) {
      found ||= quasi.quasis.some(({ value }) => beyondAscii.test(value.raw));
    },
  }).visit(program);
  return found;
}
