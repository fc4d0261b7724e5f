/** Where the log goes and how it looks. */
export interface LogOptions {
  /** One of pino's. */
  level: string;
  /** "auto": for people on a terminal and in syslog, else JSON. */
  format: 'auto' | 'json' | 'pretty';
  destinations: ('stdout' | 'file' | 'syslog')[];
  /** Absolute; set when "file" is among the destinations. */
  file: string | undefined;
}
