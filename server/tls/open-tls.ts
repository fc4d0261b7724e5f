import { hostname, networkInterfaces } from 'node:os';
import type { Logger } from '../log/logger.ts';
import type { Clock } from '../runtime/clock.ts';
import { certificateFiles } from './certificate-files.ts';
import { ownCertificate } from './own-certificate.ts';
import { ownNames } from './own-names.ts';
import { ServerTls } from './server-tls.ts';

export interface OpenTlsParts {
  /** The folder of the server's own certificate. */
  folder: string;
  clock: Clock;
  logger: Logger;
}

/** The TLS options of the command line. */
export interface TlsRequest {
  certificate: { kind: 'files'; cert: string; key: string } | { kind: 'self-signed' };
  plainHttp: 'redirect' | 'serve';
}

/** Reads or makes the certificate. @throws CertificateError naming the file and what is wrong with it */
export function openTls({ certificate, plainHttp }: TlsRequest, parts: OpenTlsParts): Promise<ServerTls> {
  const { folder, clock, logger } = parts;
  const names = () => ownNames(hostname(), networkInterfaces());
  const source =
    certificate.kind === 'files'
      ? certificateFiles(certificate, clock)
      : ownCertificate({ folder, names, clock, logger });
  return ServerTls.open({ source, plainHttp, clock, logger });
}
