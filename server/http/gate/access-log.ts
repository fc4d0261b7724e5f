import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { redactPasswords } from '../../contract/config/device-address.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { clientAddress, plainAddress } from './client-of.ts';
import { LogBudget } from './log-budget.ts';
import { principalOf } from './principal-of.ts';

const maxPathLength = 300;

/**
 * Logs every request when it has ended, so that a stream is logged with the time it was watched. Stands before everything
 * else. Requests that only read are logged at debug level, to spare an SD card; each address has a number of lines a
 * minute. A query is never logged, because tokens may be in it.
 */
export function accessLog(logger: Logger, clock: Pick<Clock, 'nowMs'>): RequestHandler {
  const budget = new LogBudget(clock);
  return (request, response, next) => {
    const startedMs = clock.nowMs();
    const { socket, method } = request;
    const client = socket.remoteAddress && plainAddress(socket.remoteAddress);
    const path = loggedPath(request);
    // Asked for now: a connection that is closed has no address any more.
    const address = clientAddress(request);
    // A connection serves one request after another: the bytes of earlier answers are subtracted.
    const writtenBefore = socket.bytesWritten;
    response.once('close', () => {
      const answered = response.headersSent || response.statusCode === 101;
      const status = answered ? response.statusCode : 'none: the client left';
      const level = levelOf(method, response.statusCode);
      const leftOut = level === 'debug' ? 0 : budget.take(address);
      if (leftOut === undefined) return;
      logger[level](
        {
          client,
          user: principalOf(response).kind,
          method,
          path,
          status,
          ms: Math.round(clock.nowMs() - startedMs),
          bytes: socket.bytesWritten - writtenBefore,
          ...(leftOut > 0 ? { leftOut } : {}),
        },
        'request',
      );
    });
    next();
  };
}

function levelOf(method: string, status: number): 'debug' | 'info' | 'warn' {
  if (status >= 500) return 'warn';
  if (status === 401 || status === 403 || status === 429) return 'info';
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 'debug' : 'info';
}

/** The path as it was sent, with its percent-escapes and without passwords. */
function loggedPath({ url = '' }: IncomingMessage): string {
  const path = /^\/[^?#]*/.exec(url)?.[0];
  if (path === undefined) return '(not a path)'; // "http://user:password@host/" is allowed too
  return redactPasswords(path.replace(/(?:\/|%2f){2}[^/]*(?:@|%40)/i, '//***@')).slice(0, maxPathLength);
}
