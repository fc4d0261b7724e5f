import { pino } from 'pino';

/** A logger without output. */
export const silentLogger = pino({ level: 'silent' });
