import { Option, type Command } from 'commander';
import { kioskPath, kioskScreenshotPath, type KioskAction } from '../contract/kiosk/kiosk.ts';
import type { ServerAddress } from './server-address.ts';

interface ScreenFlags {
  wake?: true;
  sleep?: true;
  reload?: true;
  /** False for the flag with "--no-". */
  show?: string | false;
  display?: string;
  screenshot?: string;
}

/** Adds `screen`, for the screen of the machine that the server runs on. */
export function addScreen(program: Command, address: (command: Command) => ServerAddress): void {
  program
    .command('screen')
    .description("show the state of the screen of the server's machine, or control it")
    .option('--wake', 'switch it on')
    .option('--sleep', 'switch it off')
    .option('--reload', 'load its page again')
    .option('--show <page>', 'show a page of the server, e.g. "/?wall=office&kiosk=1"')
    .option('--no-show', 'show the page of its settings again')
    .option('--display <name>', 'another display than the first one, for --show and --screenshot')
    .addOption(
      new Option('--screenshot <file>', 'save its picture as PNG; - is stdout').conflicts([
        'wake',
        'sleep',
        'reload',
        'show',
      ]),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  rpicam-kiosk screen --wake --show "/?wall=office&kiosk=1"\n  rpicam-kiosk screen --screenshot screen.png',
    )
    .action(async (flags: ScreenFlags, command: Command) => {
      const server = address(command);
      if (flags.screenshot !== undefined) await saveScreenshot(server, flags.screenshot, flags.display);
      else await reportOrAct(server, flags);
    });
}

async function reportOrAct(server: ServerAddress, flags: ScreenFlags): Promise<void> {
  const { printJson } = await import('./api-commands.ts');
  const { wake, sleep, reload, show, display } = flags;
  const action: KioskAction = { wake, sleep, reload, show: show === false ? null : show, display };
  const asksNothing = Object.values(action).every((wish) => wish === undefined);
  const body = JSON.stringify(action);
  await printJson(server, asksNothing ? { path: kioskPath } : { method: 'POST', path: kioskPath, body });
}

async function saveScreenshot(server: ServerAddress, file: string, display?: string): Promise<void> {
  const { request } = await import('./request.ts');
  const { savePicture } = await import('./save-picture.ts');
  const query = display === undefined ? '' : `?${new URLSearchParams({ display })}`;
  await savePicture(await request(server, { path: kioskScreenshotPath + query }), file, 'screenshot');
}
