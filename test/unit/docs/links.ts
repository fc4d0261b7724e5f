import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { withoutCode, type Document } from './documents.ts';

/** Links of a document that lead nowhere, each as "file:line: link (why)". @param root the top folder */
export function deadLinks(document: Document, root: string): string[] {
  return linksOf(document.text).flatMap(({ line, link }) => {
    const why = whyDead(document, link, root);
    return why === undefined ? [] : [`${document.path}:${line}: ${link} (${why})`];
  });
}

function linksOf(text: string): { line: number; link: string }[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((content, index) =>
      [...content.matchAll(/\]\(([^)\s]*)\)|^\[[^\]]+\]:\s*(\S+)/g)].map(([, inline, named]) => ({
        line: index + 1,
        link: inline ?? named ?? '',
      })),
    );
}

function whyDead({ path, text }: Document, link: string, root: string): string | undefined {
  // Other sites are not asked: a test must not need the internet.
  if (/^(https?|mailto):/.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? path : normalize(join(dirname(path), decodeURI(target)));
  if (link.startsWith('/') || file.startsWith('..')) return 'not a file of this repository';
  if (!existsSync(join(root, file))) return 'no such file';
  if (anchor === undefined) return undefined;
  if (!file.endsWith('.md')) return 'only documents have headings';
  const aimed = target === '' ? text : readFileSync(join(root, file), 'utf8');
  return anchorsOf(aimed).includes(anchor) ? undefined : 'no such heading';
}

/** As GitHub makes them of headings; one that is there already gets a number. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return withoutFences(text).map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

function withoutFences(text: string): string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '');
  return [...prose.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => heading);
}
