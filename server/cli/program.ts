import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { appVersion } from '../runtime/app-version.ts';
import { serverFlags } from '../server-options.ts';
import { addDoctor } from './doctor-command.ts';
import { addHook } from './hook/hook-command.ts';
import { addExport } from './export/export-command.ts';
import { addRecord } from './record/record-command.ts';
import { defaultBaseUrl, serverAddress, type AddressFlags, type ServerAddress } from './server-address.ts';
import { addSave } from './save-command.ts';
import { addScreen } from './screen-command.ts';
import { UsageCommand } from './usage-command.ts';
import { addWall } from './wall-command.ts';

/** Command line words that complete to something the shell knows. */
const flagValues: Partial<Record<keyof typeof serverFlags, string>> = {
  'data-dir': '<dir>',
  'tls-cert': '<file>',
  'tls-key': '<file>',
  tls: '<kind>',
};

/**
 * All commands. Most of a command's code is loaded when the command runs, so that the others answer at once.
 * @param exit called with an exit code other than 0
 */
export function createProgram(env: NodeJS.ProcessEnv, exit: (code: number) => void): Command {
  const program = new UsageCommand('rpicam-kiosk')
    .description('Camera server and camera wall for the Raspberry Pi.')
    .version(appVersion())
    .option('--base-url <url>', `address of the server (RPICAM_BASE_URL; default ${defaultBaseUrl})`)
    .option('--ca <file>', "PEM file to trust the server's own certificate by (or RPICAM_FINGERPRINT)")
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(--help shows how to call it)')
    .addHelpText(
      'after',
      '\nA login comes from RPICAM_AUTH=user:password or RPICAM_TOKEN. "rpicam-kiosk COMMAND --help" has an example.',
    );
  const address = (command: Command) => serverAddress(command.optsWithGlobals<AddressFlags>(), env);
  addServe(program);
  addReaders(program, address);
  addWriters(program, address);
  addRecord(program, address, env);
  addSave(program, address);
  addHook(program, address, env);
  addExport(program, address);
  addWall(program, address);
  addScreen(program, address);
  addDoctor(program, address, env, exit);
  addTools(program);
  return program;
}

type AddressOf = (command: Command) => ServerAddress;

/** Adds `serve` for help and completion only. The server reads its flags itself. */
function addServe(program: Command): void {
  const serve = program
    .command('serve')
    .description('run the camera server until it is stopped')
    .helpOption(false);
  for (const [name, { type }] of Object.entries(serverFlags)) {
    const value = type === 'string' ? ` ${flagValues[name as keyof typeof serverFlags] ?? '<value>'}` : '';
    const option = new Option(`--${name}${value}`);
    if (name === 'tls') option.choices(['self-signed']);
    if (name === 'tls-http') option.choices(['redirect', 'serve']);
    if (name === 'capture') option.choices(['process', 'child']);
    serve.addOption(option);
  }
}

function addReaders(program: Command, address: AddressOf): void {
  program
    .command('devices')
    .description('list the cameras that are plugged in')
    .option('--max <n>', 'device numbers to try where there is no /dev/video*', wholeNumber)
    .option('--probe-missing', 'try device numbers although there is no /dev/video*')
    .option('--no-probe-missing', 'list only the devices that are there (the default)')
    .addHelpText('after', example('devices --probe-missing --max 2'))
    .action(async (flags, command: Command) => {
      const { printDevices } = await import('./api-commands.ts');
      await printDevices(address(command), flags);
    });
  for (const [name, path, text] of [
    ['health', '/health', 'show the state of the server and of every camera'],
    ['config', '/api/cameras', 'show the configuration, without passwords'],
  ] as const) {
    program
      .command(name)
      .description(text)
      .addHelpText('after', example(name === 'config' ? 'config > cameras.json' : 'health'))
      .action(async (_flags, command: Command) => {
        const { printJson } = await import('./api-commands.ts');
        await printJson(address(command), { path });
      });
  }
  program
    .command('snapshot')
    .description('take one picture (JPEG)')
    .argument('<id>', 'camera')
    .option('--output <file>', 'where to write it; - is stdout')
    .addHelpText('after', example('snapshot door --output door.jpg'))
    .action(async (id: string, { output }: { output?: string }, command: Command) => {
      const { takeSnapshot } = await import('./snapshot.ts');
      await takeSnapshot(address(command), id, output);
    });
  program
    .command('watch')
    .description('watch the cameras in the terminal until q is pressed')
    .addHelpText('after', example('watch'))
    .action(async (_flags, command: Command) => {
      const { watch } = await import('./watch.ts');
      await watch(address(command));
    });
}

function addWriters(program: Command, address: AddressOf): void {
  program
    .command('set')
    .description('replace the configuration by a JSON file')
    .argument('<file>', 'the file; - is stdin')
    .addHelpText('after', example('set cameras.json'))
    .action(async (file: string, _flags, command: Command) => {
      const { setConfig } = await import('./set-config.ts');
      await setConfig(address(command), file);
    });
  for (const [name, text] of [
    ['restart', 'start a camera again'],
    ['delete', 'take a camera out of the configuration'],
  ] as const) {
    program
      .command(name)
      .description(text)
      .argument('<id>', 'camera')
      .addHelpText('after', example(`${name} door`))
      .action(async (id: string, _flags, command: Command) => {
        const { printJson } = await import('./api-commands.ts');
        const path = `/api/cameras/${encodeURIComponent(id)}`;
        const ask = { method: 'POST', path: `${path}/restart` } as const;
        await printJson(address(command), name === 'delete' ? { method: 'DELETE', path } : ask);
      });
  }
}

function addTools(program: Command): void {
  program
    .command('hash-password')
    .description('print the hash of a password, for auth.password in cameras.json')
    .addHelpText('after', `${example('hash-password')}\n  rpicam-kiosk hash-password < password.txt`)
    .action(async () => {
      const { printPasswordHash } = await import('./hash-password.ts');
      await printPasswordHash();
    });
  program
    .command('completion')
    .description('print a script that makes a shell complete the commands and flags')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', example('completion bash > /etc/bash_completion.d/rpicam-kiosk'))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('./completion.ts');
      process.stdout.write(completionScript(program, shell));
    });
}

function example(line: string): string {
  return `\nExample:\n  rpicam-kiosk ${line}`;
}

function wholeNumber(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
