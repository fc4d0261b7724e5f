import type { NextFunction, Request, Response } from 'express';
import { duplicateNames } from '../../config/duplicate-names.ts';
import { findJsonError } from '../../config/json-error.ts';
import { ApiError } from './api-error.ts';

/** How long a client may go on sending after it was told that its body is too large. */
const drainLimitMs = 10_000;

type BodyReader = <P>(request: Request<P>, response: Response, next: NextFunction) => Promise<void>;

/** Reads a body of at most 1 MiB, for configurations: the largest that is allowed fills about half of that. */
export const jsonBody: BodyReader = (request, _response, next) =>
  readJson(request, 1024 * 1024).then(() => next());

/** Reads a body of at most 16 KiB, for a few short fields. */
export const smallJsonBody: BodyReader = (request, _response, next) =>
  readJson(request, 16 * 1024).then(() => next());

/**
 * Reads a JSON body into `request.body` as the parent API does: no body and null are undefined, a body of another type
 * is its text. Throws ApiError 413, 415 (compressed, or not UTF-8) and 422 json_invalid.
 */
async function readJson<P>(request: Request<P>, maxBodyBytes: number): Promise<void> {
  const encoding = request.get('Content-Encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== '') {
    throw new ApiError(415, 'unsupported-encoding', 'Send the body uncompressed, without Content-Encoding.');
  }
  const { isJson, charset } = readContentType(request.get('Content-Type'));
  if (isJson && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw new ApiError(415, 'unsupported-charset', 'Send the body as UTF-8.');
  }
  const bytes = await readBytes(request, maxBodyBytes);
  request.body = bytes.length === 0 ? undefined : isJson ? parseJson(bytes) : bytes.toString('utf8');
}

/** A body without a Content-Type is read as JSON. */
function readContentType(header = 'application/json'): { isJson: boolean; charset: string } {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)/.exec(parameter)?.[1])
    .find((found) => found !== undefined);
  return { isJson: /^application\/([\w.-]+\+)?json$/.test(type.trim()), charset: charset ?? 'utf-8' };
}

function readBytes<P>(request: Request<P>, maxBodyBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) chunks.push(chunk);
      else refuse();
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => reject(new ApiError(400, 'client-left', 'The body ended too early.')));

    const refuse = () => {
      chunks.length = 0;
      reject(new ApiError(413, 'too-large', `The body is larger than ${sizeText(maxBodyBytes)}.`));
      request.removeAllListeners('data').resume();
      // If the connection were closed at once, the client would not see the answer. So the rest is read and dropped.
      const limit = setTimeout(() => request.complete || request.socket.destroy(), drainLimitMs);
      request.once('close', () => clearTimeout(limit));
    };
    if (Number(request.get('Content-Length')) > maxBodyBytes) refuse();
  });
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes / 1024} kB` : `${bytes / 1024 / 1024} MB`;
}

function parseJson(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The decoder's error does not say at which byte.
    throw invalidJson(firstNonUtf8(bytes), 'the body is not UTF-8');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The engine's message quotes the text, which may hold a password.
    const found = findJsonError(text);
    throw invalidJson(found?.offset ?? 0, found ? `${found.expected} is expected there` : 'not JSON');
  }
  // Of two fields with one name the last counts, as in the parent API. In `auth` that could open the server.
  for (const { path, offset } of duplicateNames(text)) {
    if (path.includes('auth'))
      throw invalidJson(offset, `'${path.join('.').slice(0, 64)}' stands there twice`);
  }
  return parsed ?? undefined;
}

/** The offset of the first byte that is not UTF-8. A decoder writes one replacement character for each such place. */
function firstNonUtf8(bytes: Buffer): number {
  return Math.max(0, bytes.toString('utf8').indexOf('\uFFFD'));
}

function invalidJson(offset: number, reason: string): ApiError {
  return new ApiError(422, 'json-invalid', [
    {
      type: 'json_invalid',
      loc: ['body', offset],
      msg: 'JSON decode error',
      input: {},
      ctx: { error: reason },
    },
  ]);
}
