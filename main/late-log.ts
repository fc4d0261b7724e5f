import type { Logger } from '../server/log/logger.ts';

/** The lines that are kept at most. A server may fail to start for hours, and the first lines already say why. */
const maxKept = 64;

/** The log before the server runs. It keeps the lines, and writes them to the server's log as soon as there is one. */
export class LateLog {
  readonly logger: Logger = {
    debug: this.#at('debug'),
    info: this.#at('info'),
    warn: this.#at('warn'),
    error: this.#at('error'),
  };
  readonly #kept: { level: keyof Logger; said: unknown[] }[] = [];
  #current: Logger | undefined;

  use(logger: Logger): void {
    this.#current = logger;
    for (const { level, said } of this.#kept.splice(0)) Reflect.apply(logger[level], logger, said);
  }

  #at(level: keyof Logger): (...said: unknown[]) => void {
    return (...said) => {
      if (this.#current) Reflect.apply(this.#current[level], this.#current, said);
      else if (this.#kept.length < maxKept) this.#kept.push({ level, said });
    };
  }
}
