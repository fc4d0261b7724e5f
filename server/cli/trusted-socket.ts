import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type TLSSocket } from 'node:tls';
import { CommandError } from './command-error.ts';
import { hostOf, type ServerAddress } from './server-address.ts';

/**
 * Opens a TLS connection and looks at the server's certificate before anything is sent.
 * @throws CommandError when the certificate is not trusted; the system's error when there is no connection
 */
export async function openTrustedSocket(server: ServerAddress, signal: AbortSignal): Promise<TLSSocket> {
  const { base, caFile, fingerprint } = server;
  const host = hostOf(base);
  const socket = connect({
    host,
    port: Number(base.port || 443),
    // TLS does not allow an address as the server name.
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ca: caFile === undefined ? undefined : await readCa(caFile),
    // The certificate is judged below, because the advice to the user depends on it.
    rejectUnauthorized: false,
  });
  try {
    await once(socket, 'secureConnect', { signal });
    const { fingerprint256 = '' } = socket.getPeerCertificate();
    const isTrusted =
      fingerprint === undefined
        ? socket.authorized
        : fingerprint256.replaceAll(':', '').toUpperCase() === fingerprint;
    if (isTrusted) return socket;
    throw new CommandError(distrust(server, fingerprint256, socket.authorizationError));
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function readCa(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw new CommandError(`--ca ${file} cannot be read`, { cause });
  }
  throw new CommandError(`--ca ${file} holds no certificate in PEM form`);
}

function distrust({ base, fingerprint }: ServerAddress, seen: string, why: unknown): string {
  if (fingerprint !== undefined) {
    return `${base.host} shows another certificate than RPICAM_FINGERPRINT names: ${seen}`;
  }
  return [
    `the certificate of ${base.host} is not trusted (${String(why)}). Its SHA-256 fingerprint is`,
    `  ${seen}`,
    'If that is the one the server names when it starts, set RPICAM_FINGERPRINT to it, or give its file with --ca.',
  ].join('\n');
}
