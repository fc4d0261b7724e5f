import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

/** JSON lines on stdout, or readable ones on a terminal; `level` is one of pino's. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null });
}
