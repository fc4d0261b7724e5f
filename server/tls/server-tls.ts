import { errorText } from '../contract/error-text.ts';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { Listeners } from '../runtime/listeners.ts';
import type { Certificate } from './certificate.ts';

/** The source of the certificate. */
export interface CertificateSource {
  /**
   * The certificate to use now. `asked`: at the start, or when a person asks for it; otherwise `routine`.
   * @throws CertificateError when no certificate can be used
   */
  load(occasion: 'asked' | 'routine'): Promise<Certificate>;
}

export interface ServerTlsParts {
  source: CertificateSource;
  /** The answer to plain HTTP from other machines. */
  plainHttp: 'redirect' | 'serve';
  clock: Clock;
  logger: Logger;
}

/**
 * How often the two small files are read. This finds renewed files, and a certificate that ended when NTP moved the
 * clock by years.
 */
const checkIntervalMs = 60_000;

/** The certificate that all ports use. It is kept current while the server runs. */
export class ServerTls {
  readonly #parts: ServerTlsParts;
  readonly #listeners = new Listeners<[]>();
  #certificate: Certificate;
  #problem = '';

  /** @throws CertificateError */
  static async open(parts: ServerTlsParts): Promise<ServerTls> {
    return new ServerTls(parts, await parts.source.load('asked'));
  }

  private constructor(parts: ServerTlsParts, certificate: Certificate) {
    this.#parts = parts;
    this.#certificate = certificate;
  }

  get plainHttp(): 'redirect' | 'serve' {
    return this.#parts.plainHttp;
  }

  /** SHA-256 of the certificate in use, "AB:CD:…". */
  get fingerprint(): string {
    return this.#certificate.fingerprint;
  }

  get expiresAt(): Date {
    return this.#certificate.validTo;
  }

  /** Why a newer certificate is not used; empty when nothing is wrong. */
  get problem(): string {
    return this.#problem;
  }

  /** The texts that a TLS server needs. */
  get secrets(): Pick<Certificate, 'cert' | 'key'> {
    const { cert, key } = this.#certificate;
    return { cert, key };
  }

  /** Calls `listener` when `secrets` has changed, until `signal` aborts. */
  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** Looks for a newer certificate every minute until `signal` aborts. Never rejects. */
  async keepCurrent(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    for (;;) {
      await clock.sleep(checkIntervalMs, signal);
      if (signal.aborted) return;
      await this.reload('routine');
    }
  }

  /**
   * Takes the certificate that is there now. When it cannot be used, keeps the old one and logs why. Never rejects.
   */
  async reload(occasion: 'asked' | 'routine' = 'asked'): Promise<void> {
    const { source, logger } = this.#parts;
    try {
      const certificate = await source.load(occasion);
      this.#problem = '';
      if (certificate.cert === this.#certificate.cert && certificate.key === this.#certificate.key) return;
      this.#certificate = certificate;
      this.#listeners.tell();
      const { fingerprint, validTo } = certificate;
      logger.info(
        { fingerprint, validTo: validTo.toISOString() },
        'HTTPS uses another certificate from now on',
      );
    } catch (error) {
      const problem = errorText(error);
      if (problem === this.#problem && occasion === 'routine') return;
      this.#problem = problem;
      logger.error(`HTTPS goes on with the certificate it has: ${problem}`);
    }
  }
}
