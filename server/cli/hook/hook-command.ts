import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { hooksPath } from '../../contract/hook/hook-state.ts';
import type { ServerAddress } from '../server-address.ts';
import type { HookExample } from './new-hook.ts';
import type { TryFlags } from './try-hook.ts';

/** Adds `hook`: the tools for people who write hooks. */
export function addHook(
  program: Command,
  address: (command: Command) => ServerAddress,
  env: NodeJS.ProcessEnv,
): void {
  const hook = program
    .command('hook')
    .description('write hooks and try them')
    .addHelpText('after', '\nExample:\n  rpicam-kiosk hook new people');
  hook
    .command('new')
    .description('make a hook to begin with, and the types for it')
    .argument('<name>', 'name of the file: people, people.ts or people.js')
    .addOption(
      new Option('--example <name>', 'which hook to begin with; "people" finds people and draws boxes')
        .choices(['brighter', 'people'])
        .default('brighter'),
    )
    .option('--data-dir <dir>', 'data folder of the server (RPICAM_DATA_DIR; default ./data)')
    .addHelpText('after', '\nExample:\n  rpicam-kiosk hook new people --example people')
    .action(async (name: string, { dataDir, example }: { dataDir?: string; example: HookExample }) => {
      const { newHook } = await import('./new-hook.ts');
      await newHook(resolve(dataDir ?? env['RPICAM_DATA_DIR'] ?? 'data', 'hooks'), name, example);
    });
  hook
    .command('try')
    .description('run a hook on a picture or on a camera, as the server would')
    .argument('<file>', 'the hook')
    .option('--image <file>', 'a JPEG')
    .option('--camera <id>', 'a camera of the server')
    .option('--count <n>', 'how many pictures (default 10; of a JPEG 1)', count)
    .option('--options <json>', 'its options, e.g. {"by":40}')
    .option('--allow <list>', 'what it asks for and you allow, with commas between: read:models,net')
    .option('--output <file>', 'where to write the last picture')
    .addHelpText(
      'after',
      '\nExample:\n  rpicam-kiosk hook try data/hooks/people.ts --image door.jpg --output seen.jpg',
    )
    .action(async (file: string, flags: TryFlags, command: Command) => {
      const { tryHook } = await import('./try-hook.ts');
      await tryHook(file, flags, address(command));
    });
  hook
    .command('list')
    .description('list the hooks of the server, and how they do')
    .addHelpText('after', '\nExample:\n  rpicam-kiosk hook list')
    .action(async (_flags, command: Command) => {
      const { printJson } = await import('../api-commands.ts');
      await printJson(address(command), { path: hooksPath });
    });
}

function count(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It must be a number from 1 to 99999.');
  return Number(text);
}
