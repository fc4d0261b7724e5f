/** The destinations and the format of the log. */
export interface LogOptions {
  /** One of pino's levels. */
  level: string;
  /** "auto": for people on a terminal and in syslog, otherwise JSON. */
  format: 'auto' | 'json' | 'pretty';
  destinations: ('stdout' | 'file' | 'syslog')[];
  /** An absolute path; set when "file" is one of the destinations. */
  file: string | undefined;
}
