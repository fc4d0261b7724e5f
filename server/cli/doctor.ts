import { resolve } from 'node:path';
import { isLoopback } from '../runtime/loopback.ts';
import { examine } from './doctor/examine.ts';
import { thisMachine } from './doctor/machine.ts';
import { isHealthy, reportText } from './doctor/report.ts';
import type { ServerAddress } from './server-address.ts';

const defaultPort = 8_000;

export interface DoctorFlags {
  dataDir?: string;
  user?: string;
  json?: boolean;
  bundle?: string;
}

/**
 * Checks this machine and prints what it finds. Resolves to the exit code: 1 when there is a problem.
 * @param isNamed `address` comes from the command line
 * @throws CommandError for an unknown user, or a bundle that cannot be written
 */
export async function doctor(
  address: ServerAddress,
  isNamed: boolean,
  flags: DoctorFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const named = flags.dataDir ?? (env['RPICAM_DATA_DIR'] || undefined);
  const machine = thisMachine(env);
  const server = isNamed || env['RPICAM_BASE_URL'] ? address : onPort(address, env['APP_PORT']);
  const examined = await examine({
    machine,
    server,
    port: localPort(server.base, env),
    dataFolder: resolve(named ?? 'data'),
    isFolderNamed: named !== undefined,
    userName: flags.user,
  });
  const { findings } = examined;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ findings }, null, 2)}\n`
      : reportText(findings, process.stdout.isTTY && !env['NO_COLOR']),
  );
  if (flags.bundle !== undefined) {
    const { writeBundle } = await import('./doctor/bundle/bundle.ts');
    const file = await writeBundle(resolve(flags.bundle), { ...examined, machine, server, env });
    // JSON on stdout stays JSON.
    process.stderr.write(
      `Wrote ${file}: without passwords, logins and tokens; look into it before you send it.\n`,
    );
  }
  return isHealthy(findings) ? 0 : 1;
}

/** Without a named address, the server's own environment variable decides about the port. */
function onPort(address: ServerAddress, port: string | undefined): ServerAddress {
  if (!port || !/^\d{1,5}$/.test(port)) return address;
  const base = new URL(address.base);
  base.port = port;
  return { ...address, base };
}

function localPort(base: URL, env: NodeJS.ProcessEnv): number {
  if (isLoopback(base.hostname)) return Number(base.port || (base.protocol === 'https:' ? 443 : 80));
  const port = env['APP_PORT'] ?? '';
  return /^\d{1,5}$/.test(port) ? Number(port) : defaultPort;
}
