import { pino } from 'pino';

/** A logger that keeps what it is told to itself. */
export const silentLogger = pino({ level: 'silent' });
