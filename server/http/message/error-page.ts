import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { markSvg } from '../../contract/mark.ts';
import { productName } from '../../contract/product.ts';
import { loginPath, ownPagesHeader } from '../../contract/session.ts';
import type { ApiError } from './api-error.ts';

/** Whether a person in a browser asks, who cannot read JSON. Programs and the server's own pages get JSON. */
export function wantsPage(request: Pick<Request, 'method' | 'get'>): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    /\btext\/html\b/i.test(request.get('accept') ?? '') &&
    request.get(ownPagesHeader.name) !== ownPagesHeader.value
  );
}

/** Answers with a page that says the failure in words. It needs no file, so that it works where the pages are missing. */
export function sendErrorPage(
  request: Pick<Request, 'originalUrl'>,
  response: Response,
  error: ApiError,
): void {
  const { root } = placeOf(request.originalUrl);
  const { title, text, ways } = wordsOf(error, request.originalUrl);
  const links = ways.map(({ href, label }) => `<a href="${escaped(href)}">${escaped(label)}</a>`);
  const html = [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="dark light">',
    `<title>${escaped(title)} · ${productName}</title>`,
    `<link rel="icon" href="${escaped(root)}icon.svg" type="image/svg+xml">`,
    `<style>${style}</style>`,
    `<main><p class="brand">${markSvg}${productName}</p><h1>${escaped(title)}</h1><p>${escaped(text)}</p>`,
    `<p class="ways">${links.join(' ')}</p></main>`,
    '</html>\n',
  ];
  response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
  response.status(error.status).type('html').send(html.join('\n'));
}

interface Words {
  title: string;
  text: string;
  ways: { href: string; label: string }[];
}

function wordsOf(error: ApiError, url: string): Words {
  const { path, root } = placeOf(url);
  const ways = [{ href: root, label: 'Show the cameras' }];
  const text = textOf(error);
  switch (error.code) {
    case 'not-found':
      return { title: 'There is no such page', text: `This server has nothing at ${path}.`, ways };
    case 'unknown-camera':
      return {
        title: 'There is no such camera',
        text: 'The address names a camera that this server does not have. It may have been deleted or renamed.',
        ways,
      };
    case 'link-unknown':
    case 'link-expired':
    case 'link-revoked':
      return {
        title: linkTitles[error.code],
        text: 'Ask the person who gave it to you for a new one.',
        ways: [],
      };
    case 'unauthorized': {
      const login = `${root}${loginPath.slice(1)}?next=${encodeURIComponent(url)}`;
      return {
        title: 'Log in to see this',
        text: 'This part of the camera server asks for a login.',
        ways: [{ href: login, label: 'Log in' }, ...ways],
      };
    }
    case 'host-not-allowed':
      return {
        title: 'This name is not allowed',
        text,
        ways: error.address === undefined ? [] : [{ href: error.address, label: `Open ${error.address}` }],
      };
    default:
      return { title: titleOf(error.status), text, ways };
  }
}

const linkTitles = {
  'link-unknown': 'This link does not work',
  'link-expired': 'This link has expired',
  'link-revoked': 'This link was revoked',
} as const;

function titleOf(status: number): string {
  if (status === 401 || status === 403) return 'You may not see this';
  if (status === 404) return 'There is nothing here';
  if (status === 405) return 'This address is not for browsers';
  if (status === 429) return 'Too many tries';
  if (status === 503) return 'Not now';
  return status < 500 ? 'The address is not right' : 'The server has a problem';
}

/** `detail` as sentences. */
function textOf({ status, detail }: ApiError): string {
  if (status === 500 && detail === 'Internal Server Error')
    return 'It could not make this page. The log of the server says why. Load the page again in a moment.';
  if (typeof detail === 'string') return /[.!?]$/.test(detail) ? detail : `${detail}.`;
  const messages = Array.isArray(detail)
    ? detail.flatMap((each: unknown) =>
        typeof each === 'object' && each !== null && 'msg' in each && typeof each.msg === 'string'
          ? each.msg
          : [],
      )
    : [];
  return `${messages.join('. ')}.`;
}

const longestPath = 200;

/** The path of a request, and the way from it to the folder of the pages, which a proxy may have put below a path. */
function placeOf(url: string): { path: string; root: string } {
  const [path = '/'] = url.split('?');
  const root = './' + '../'.repeat(Math.max(0, path.split('/').length - 2));
  return { path: path.length > longestPath ? `${path.slice(0, longestPath)}…` : path, root };
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}

// The colours of renderer/theme.css.
const style =
  ':root{color-scheme:dark light;font:16px/1.5 system-ui,"Noto Sans","DejaVu Sans",sans-serif}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;background:#0b0d10;color:#f0f3f6}' +
  'main{box-sizing:border-box;width:min(34rem,100%);padding:1.5rem;overflow-wrap:anywhere}' +
  'h1{margin:0 0 .5rem;font-size:1.6rem;line-height:1.2}p{margin:0 0 1.2rem}' +
  '.brand{display:flex;align-items:center;gap:.5em;font-weight:600}.brand svg{width:1.6em;height:1.6em}' +
  '.ways{display:flex;flex-wrap:wrap;gap:.6rem}' +
  'a{display:inline-flex;align-items:center;min-height:44px;padding:0 1.1rem;border-radius:6px;' +
  'background:#0b62c4;color:#fff;font-weight:600;text-decoration:none}' +
  'a+a{background:#7d889429;color:inherit;font-weight:500}' +
  'a:focus-visible{outline:3px solid #6cb6ff;outline-offset:2px}' +
  '@media (prefers-color-scheme:light){body{background:#e9ecef;color:#14181d}}';

/** Nothing but this style and the icon may be used in the page. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;
