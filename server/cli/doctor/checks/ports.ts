import type { CameraConfig } from '../../../contract/config/camera.ts';
import type { ServerConfig } from '../../../contract/config/config.ts';
import { ok, problem, warning, type Finding } from '../finding.ts';
import type { LocalServer } from '../local-server.ts';
import { ownerText, type PortOwner } from '../port-owners.ts';

export interface PortFacts {
  /** The server's own port. */
  port: number;
  owners: Map<number, PortOwner>;
  /** The camera server, when it runs on this machine. */
  server: LocalServer | undefined;
  config: Pick<ServerConfig, 'cameras' | 'port_mode'>;
}

/** Whether the ports of the server and of the cameras are free, or held by the right program. */
export function checkPorts(facts: PortFacts): Finding[] {
  const { config } = facts;
  if (config.port_mode === 'off') return [checkServerPort(facts)];
  return [checkServerPort(facts), ...config.cameras.flatMap((camera) => checkCameraPort(camera, facts))];
}

function checkServerPort({ port, owners, server }: PortFacts): Finding {
  const check = `port ${port}`;
  const owner = owners.get(port);
  if (!owner) return ok(check, 'free; the server is not running');
  if (server) return ok(check, `the server listens (process ${server.pid})`);
  // The owner is not known: the server may run as another user.
  if (!owner.process) return warning(check, `held by ${ownerText(owner)}`, 'Run: sudo rpicam-kiosk doctor');
  return problem(
    check,
    `held by ${ownerText(owner)}`,
    'End that program, or choose another port with --port.',
  );
}

function checkCameraPort({ id, port }: CameraConfig, { owners, server, config }: PortFacts): Finding[] {
  if (port === null || port === undefined) return [];
  const check = `port ${port}`;
  const owner = owners.get(port);
  const name = owner?.process?.name;
  if (config.port_mode === 'nginx') {
    if (name === 'nginx') return [ok(check, `nginx serves camera ${id}`)];
    if (!owner)
      return [
        warning(
          check,
          `no program serves camera ${id}`,
          'Let nginx include nginx.cameras.conf and reload it.',
        ),
      ];
  } else {
    if (!owner) return [server ? notServed(check, id) : ok(check, `free for camera ${id}`)];
    if (server && owner.process?.pid === server.pid) return [ok(check, `serves camera ${id}`)];
  }
  if (!owner.process) return [warning(check, `held by ${ownerText(owner)}`, 'Run: sudo rpicam-kiosk doctor')];
  const advice =
    name === 'nginx'
      ? `sudo nginx -T shows which file says "listen ${port}": remove it, or set "port_mode" to "nginx".`
      : `End that program, or give camera ${id} another port in the settings.`;
  return [problem(check, `held by ${ownerText(owner)}, so camera ${id} is not there`, advice)];
}

function notServed(check: string, id: string): Finding {
  return warning(
    check,
    `the server runs but does not serve camera ${id} there`,
    'Look at "port_problem" in: rpicam-kiosk health',
  );
}
