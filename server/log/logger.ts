import { pino, type Logger as PinoLogger } from 'pino';
import { systemClock } from '../runtime/clock.ts';
import { checkLogFile, FileOutput } from './file-output.ts';
import type { LogOptions } from './log-options.ts';
import { complain, type LogOutput } from './log-output.ts';
import { readableFormat, type LineFormat } from './readable-line.ts';
import { StdoutOutput } from './stdout-output.ts';
import { SyslogOutput } from './syslog-output.ts';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

export interface Log {
  logger: Logger;
  /** The lines that could not be written since the start, by destination. */
  dropped(): Partial<Record<LogOptions['destinations'][number], number>>;
  /** Opens the log file again, after another program has moved it away. */
  reopen(): void;
  /** Resolves when every line is written, after a second at the latest. Never rejects. */
  close(): Promise<void>;
}

/** The longest time to wait at the end for a syslog or a disk that hangs. */
const closeLimitMs = 1_000;

/**
 * Makes the log; files and programs are opened at the first line.
 * @throws LogFileError
 */
export function createLogger(options: LogOptions, syslogSocket?: string): Log {
  const outputs = new Map(
    options.destinations.map((name) => [name, openOutput(name, options, syslogSocket)] as const),
  );
  const broken = new Set<string>();
  const write = (line: string) => {
    for (const [name, output] of outputs) {
      try {
        output.write(line);
      } catch (error) {
        if (!broken.has(name)) complain(`the log on ${name} failed: ${String(error)}`);
        broken.add(name);
      }
    }
  };
  return {
    logger: pino({ level: options.level, base: null }, { write }),
    dropped: () => Object.fromEntries([...outputs].map(([name, output]) => [name, output.dropped])),
    reopen() {
      for (const output of outputs.values()) if (output instanceof FileOutput) output.reopen();
    },
    async close() {
      const limit = AbortSignal.timeout(closeLimitMs);
      await Promise.all([...outputs.values()].map((output) => output.close(limit)));
    },
  };
}

function openOutput(
  name: LogOptions['destinations'][number],
  { format, file }: LogOptions,
  syslogSocket: string | undefined,
): LogOutput {
  switch (name) {
    case 'stdout': {
      const terminal = process.stdout.isTTY === true;
      const color = terminal && !process.env['NO_COLOR'];
      const pretty = format === 'pretty' || (format === 'auto' && terminal);
      return new StdoutOutput(pretty ? readableFormat({ time: true, color }) : asJson);
    }
    case 'file':
      if (file === undefined) throw new TypeError('a log file without a name');
      checkLogFile(file);
      return new FileOutput(
        file,
        format === 'pretty' ? readableFormat({ time: true, color: false }) : asJson,
        systemClock,
      );
    case 'syslog':
      return new SyslogOutput(format === 'json' ? asJson : readableFormat({ time: false, color: false }), {
        socketPath: syslogSocket,
        clock: systemClock,
      });
    default:
      return name satisfies never;
  }
}

const asJson: LineFormat = (line) => line;
