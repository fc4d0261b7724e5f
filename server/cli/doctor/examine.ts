import { join } from 'node:path';
import { ConfigFileError } from '../../config/config-file-error.ts';
import { configFileName, readConfigFile, type ConfigFileReading } from '../../config/config-file.ts';
import { defaultConfig } from '../../contract/config/config.ts';
import type { ServerAddress } from '../server-address.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfigFile } from './checks/config-file-check.ts';
import { checkDevicePermissions } from './checks/device-permissions.ts';
import { checkDevices } from './checks/devices-found.ts';
import { checkFileSystems } from './checks/file-systems.ts';
import { checkMemory } from './checks/memory.ts';
import { checkNginx } from './checks/nginx.ts';
import { checkPorts } from './checks/ports.ts';
import { checkPrograms } from './checks/programs.ts';
import { checkRunningServer } from './checks/running-server.ts';
import { checkDataFolder } from './checks/server-folder.ts';
import { checkSystem } from './checks/system.ts';
import { checkThrottling } from './checks/throttling.ts';
import { problem, type Finding } from './finding.ts';
import { localServer } from './local-server.ts';
import { machineUser } from './machine-user.ts';
import type { Machine } from './machine.ts';
import { portOwners } from './port-owners.ts';

export interface Examination {
  machine: Machine;
  server: ServerAddress;
  /** The server's own port on this machine. */
  port: number;
  /** Absolute; used when no server runs here that says where its data is. */
  dataFolder: string;
  /** `dataFolder` was asked for by name. */
  isFolderNamed: boolean;
  /** The user that the server runs as; by default the user of this process. */
  userName: string | undefined;
}

export interface Examined {
  findings: Finding[];
  /** The folder of the server's data. */
  dataFolder: string;
  reading: ConfigFileReading | undefined;
  /** The log file of the server that runs here, if this user may know it. */
  logFile: string | undefined;
}

/** Looks at everything the server needs. @throws CommandError when the user does not exist */
export async function examine(asked: Examination): Promise<Examined> {
  const { machine, server, port } = asked;
  const user = await machineUser(machine, asked.userName);
  const owners = await portOwners(machine);
  const running = await localServer(machine, owners.get(port));
  const dataFolder = (asked.isFolderNamed ? undefined : running?.dataFolder) ?? asked.dataFolder;
  const { reading, unreadable } = await readConfig(dataFolder);
  const config = reading?.config ?? defaultConfig();
  const groups = await Promise.all([
    checkSystem(machine),
    checkPrograms(machine, config.cameras),
    checkDevicePermissions(machine, user),
    checkDevices(machine, config.cameras),
    checkDataFolder(dataFolder, user),
    checkFileSystems(machine, dataFolder),
    unreadable ?? checkConfigFile(reading, dataFolder),
    checkPorts({ port, owners, server: running, config }),
    config.port_mode === 'nginx' ? checkNginx(machine, dataFolder) : [],
    checkRunningServer(server),
    checkClock(machine, new Date()).then((finding) => [finding]),
    checkThrottling(machine),
    checkMemory(machine),
  ]);
  return { findings: groups.flat(), dataFolder, reading, logFile: running?.logFile };
}

async function readConfig(folder: string): Promise<{ reading?: ConfigFileReading; unreadable?: Finding[] }> {
  try {
    return { reading: await readConfigFile(folder) };
  } catch (error) {
    if (!(error instanceof ConfigFileError)) throw error;
    if (error.code === 'no-folder') return {};
    const advice = 'Run it as the user of the server, or with sudo.';
    return { unreadable: [problem(join(folder, configFileName), error.message, advice)] };
  }
}
