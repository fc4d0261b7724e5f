import { basename, dirname } from 'node:path';
import type { Response } from 'express';

/**
 * Sends a file, or the part that the request asks for, to be saved under `name`.
 * @throws what `send` throws: 404 for a file that is gone by now, 416 for a range that is not in it
 */
export async function sendVideo(
  response: Response,
  { path, name, type }: { path: string; name: string; type: string },
): Promise<void> {
  response.set({
    'Content-Type': type,
    'Content-Disposition': attachment(name),
    'Cache-Control': 'private, no-cache',
  });
  await new Promise<void>((resolve, reject) => {
    const options = { root: dirname(path), dotfiles: 'allow', cacheControl: false } as const;
    response.sendFile(basename(path), options, (error?: Error) => {
      // A client that left early has read what it wanted.
      if (!error || response.headersSent || response.destroyed) return resolve();
      response.removeHeader('Content-Disposition');
      reject(error);
    });
  });
}

/** The name twice, as RFC 6266 has it: in ASCII for old programs, and as it is. */
function attachment(name: string): string {
  const ascii = name.normalize('NFKD').replaceAll(/["\\]|[^\x20-\x7e]/g, '');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
