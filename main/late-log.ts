import type { Logger } from '../server/runtime/logger.ts';

/** The log of a server that is not there yet; what is said before it is, is lost. */
export class LateLog {
  readonly logger: Logger = {
    debug: this.#at('debug'),
    info: this.#at('info'),
    warn: this.#at('warn'),
    error: this.#at('error'),
  };
  #current: Logger | undefined;

  use(logger: Logger): void {
    this.#current = logger;
  }

  #at(level: keyof Logger): (...said: unknown[]) => void {
    return (...said) => {
      if (this.#current) Reflect.apply(this.#current[level], this.#current, said);
    };
  }
}
