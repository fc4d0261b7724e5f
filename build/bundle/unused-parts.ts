import type { Plugin } from 'rolldown';

/** Parts of packages that are never used and that a bundler cannot see to be unused, with what takes their place. */
const replaced: { path: RegExp; by: string }[] = [
  // The messages of zod in 50 languages.
  { path: /\/zod\/v4\/locales\/index\.js$/, by: 'export { default as en } from "./en.js";' },
  // The server reads bodies itself; see server/http/message/json-body.ts. This one has tables for Chinese and Japanese.
  { path: /\/node_modules\/body-parser\/index\.js$/, by: 'module.exports = {};' },
];

/** Leaves the unused parts of packages out. Fails where one of them is not found any more, e.g. in a newer version. */
export function unusedParts(): Plugin {
  const missing = new Set(replaced);
  return {
    name: 'unused-parts',
    load: {
      filter: { id: replaced.map(({ path }) => path) },
      handler(id) {
        const part = replaced.find(({ path }) => path.test(id));
        if (!part) return null;
        missing.delete(part);
        return part.by;
      },
    },
    buildEnd(error) {
      if (!error && missing.size > 0)
        this.error(`not found: ${[...missing].map(({ path }) => String(path)).join(', ')}`);
    },
  };
}
