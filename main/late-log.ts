import type { Logger } from '../server/log/logger.ts';

/** A server that cannot start for hours must not pile up what is said meanwhile: the first lines tell why. */
const maxKept = 64;

/** The log of a server that is not there yet: what is said before is written when it is. */
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
