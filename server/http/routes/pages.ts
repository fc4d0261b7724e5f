import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Response } from 'express';
import { guestPath } from '../../contract/access.ts';
import { loginPath } from '../../contract/session.ts';
import { appFolder } from '../../runtime/app-folder.ts';
import { ApiError } from '../message/api-error.ts';
import { pageOperation, type Operation } from '../operation/operation.ts';

/** Pages that are in the same built file as the wall; they show and change what their guard protects. */
const adminPages = ['/settings', '/status', '/api-docs'];

export interface PageParts {
  /** The folder of the built pages. */
  pagesFolder: string;
}

/** The built pages, and the files that they load. */
export function pageOperations({ pagesFolder: folder }: PageParts): Operation[] {
  const isBuilt = existsSync(join(folder, 'index.html'));
  const send = (response: Response, file: string) => {
    if (isBuilt) response.sendFile(file, { root: folder, acceptRanges, cacheControl: false, headers });
    else throw new ApiError(503, 'not-built', 'The pages are not built. Run: npm run build');
  };
  const page = (path: string, guard: 'open' | 'page', file: string) =>
    pageOperation({ path, guard, handle: (_request, response) => send(response, file) });
  return [
    page('/', 'open', 'index.html'),
    // A viewer may watch recordings. The page itself holds nothing to protect.
    page('/recordings', 'open', 'index.html'),
    page(loginPath, 'open', 'login.html'),
    // The page itself holds nothing to protect. Its picture asks for the link.
    page(guestPath, 'open', 'guest.html'),
    ...adminPages.map((path) => page(path, 'page', 'index.html')),
    ...(isBuilt ? files(folder) : []),
  ];
}

/** Browsers ask for a page anew each time. Vite names its assets by content, so those may be kept for ever. */
function files(folder: string): Operation[] {
  return [
    {
      kind: 'files',
      path: '/assets',
      guard: 'open',
      handle: express.static(join(folder, 'assets'), {
        acceptRanges,
        immutable: true,
        maxAge: '1y',
        fallthrough: false,
        redirect: false,
      }),
    },
    {
      kind: 'files',
      path: '/',
      guard: 'open',
      handle: express.static(folder, {
        acceptRanges,
        cacheControl: false,
        redirect: false,
        setHeaders: (response) => response.set(headers),
      }),
    },
  ];
}

/** No browser needs a part of a page. Express refuses a part from the end that is longer than the file. */
const acceptRanges = false;
const headers = { 'Cache-Control': 'no-cache' };

/** The folder of the built pages. */
export const builtPagesFolder = join(appFolder, 'dist/renderer');
