/**
 * The result of one check: all is fine, something is worth a look, or something keeps cameras or the server from
 * working.
 */
export interface Finding {
  /** The thing that was checked, e.g. "ffmpeg" or "port 8081". */
  check: string;
  level: 'ok' | 'warning' | 'problem';
  /** One line. */
  message: string;
  /** One line: what to do. Empty where nothing is to be done. */
  advice: string;
}

export function ok(check: string, message: string): Finding {
  return { check, level: 'ok', message, advice: '' };
}

export function warning(check: string, message: string, advice: string): Finding {
  return { check, level: 'warning', message, advice };
}

export function problem(check: string, message: string, advice: string): Finding {
  return { check, level: 'problem', message, advice };
}
