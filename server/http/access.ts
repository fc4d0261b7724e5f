import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { ServerConfig } from '../contract/config.ts';
import { ApiError } from './api-error.ts';

/** Lets requests with the configured credentials through; all of them when auth is off. */
export function requireAdmin(config: () => ServerConfig): RequestHandler {
  return (request, _response, next) => {
    checkCredentials(config(), request.headers.authorization);
    next();
  };
}

/** As requireAdmin, but only where streams are protected too. */
export function requireViewer(config: () => ServerConfig): RequestHandler {
  return (request, _response, next) => {
    if (config().auth.protect_streams) checkCredentials(config(), request.headers.authorization);
    next();
  };
}

function checkCredentials({ auth, auth_error }: ServerConfig, header: string | undefined): void {
  // A broken auth block closes the doors instead of opening them.
  if (auth_error) throw new ApiError(500, 'auth-error', `Auth configuration error: ${auth_error}`);
  if (!auth.enabled) return;
  const encoded = /^basic +(.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) throw unauthorized('Authentication required');
  const [, username, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (username === undefined || password === undefined) throw unauthorized('Not authenticated');
  if (username === '') throw unauthorized('Authentication required');
  const right = [same(username, auth.username), same(password, auth.password)];
  if (right.includes(false)) throw unauthorized('Invalid credentials');
}

function unauthorized(detail: string): ApiError {
  return new ApiError(401, 'unauthorized', detail, {
    'WWW-Authenticate': 'Basic realm="rpicam-kiosk", charset="UTF-8"',
  });
}

/** Compares in a time that does not tell where two texts differ or how long they are. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
