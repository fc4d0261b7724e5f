import type { Command } from 'commander';
import type { DoctorFlags } from './doctor.ts';
import type { ServerAddress } from './server-address.ts';

/** Adds the command `doctor`; `exit` takes its exit code. */
export function addDoctor(
  program: Command,
  address: (command: Command) => ServerAddress,
  env: NodeJS.ProcessEnv,
  exit: (code: number) => void,
): void {
  program
    .command('doctor')
    .description('check this machine and the server, and say what to do')
    .option(
      '--data-dir <dir>',
      'folder of cameras.json (RPICAM_DATA_DIR; default that of the running server, or ./data)',
    )
    .option('--user <name>', 'the user that the server runs as')
    .option('--json', 'print the findings as JSON')
    .option('--bundle <file>', 'also write a support archive (tar.gz) without passwords, logins and tokens')
    .addHelpText(
      'after',
      '\nExamples:\n  rpicam-kiosk doctor\n  sudo rpicam-kiosk doctor --user pi --bundle support.tar.gz',
    )
    .action(async (flags: DoctorFlags, command: Command) => {
      const isNamed = command.optsWithGlobals<{ baseUrl?: string }>().baseUrl !== undefined;
      const { doctor } = await import('./doctor.ts');
      exit(await doctor(address(command), isNamed, flags, env));
    });
}
