import { ConfigFileError } from './config/config-file-error.ts';
import { LogFileError } from './log/file-output.ts';
import type { LogOptions } from './log/log-options.ts';
import { createLogger, type Log } from './log/logger.ts';
import { StartError } from './server-options.ts';
import { CertificateError } from './tls/certificate.ts';

/**
 * Waits for a part that the server cannot start without. When the part fails, this closes the log; an error that has a
 * text for people becomes a StartError.
 */
export async function orNoStart<T>(part: Promise<T>, log: Log): Promise<T> {
  try {
    return await part;
  } catch (error) {
    await log.close();
    const explained = error instanceof ConfigFileError || error instanceof CertificateError;
    throw explained ? new StartError(error.message, { cause: error }) : error;
  }
}

/** @throws StartError when the log file cannot be written */
export function openLog(options: LogOptions): Log {
  try {
    return createLogger(options);
  } catch (error) {
    throw error instanceof LogFileError ? new StartError(error.message, { cause: error }) : error;
  }
}
