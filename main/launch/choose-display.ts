/** The way the wall is shown, and one line that says why. */
export type Display =
  | { mode: 'electron'; program: string; wayland: boolean; why: string }
  | { mode: 'chromium'; program: string; wayland: boolean; why: string }
  | { mode: 'headless'; why: string };

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  /** The path of a program on this machine, or undefined. */
  findProgram: (name: string) => string | undefined;
  /** The path of Electron's program, or undefined. */
  electron: string | undefined;
  isRoot: boolean;
}

/** The names that Debian, Raspberry Pi OS and Google give to Chromium's program. */
const chromiumPrograms = ['chromium', 'chromium-browser', 'google-chrome'];

/** Decides how `npm start` shows the wall. */
export function chooseDisplay({ env, findProgram, electron, isRoot }: Surroundings): Display {
  const x11 = env['DISPLAY'];
  const wayland = !x11;
  if (!x11 && !env['WAYLAND_DISPLAY'])
    return { mode: 'headless', why: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  // A person who logged in with ssh -X does not want a kiosk window over their whole screen.
  if (!env['WAYLAND_DISPLAY'] && x11?.startsWith('localhost:')) {
    return { mode: 'headless', why: `the display ${x11} is forwarded over ssh, not this machine's own` };
  }
  const screen = x11 ? `DISPLAY ${x11}` : `WAYLAND_DISPLAY ${env['WAYLAND_DISPLAY']}`;
  if (electron && !isRoot) {
    return { mode: 'electron', program: electron, wayland, why: `${screen} and Electron are there` };
  }
  const notElectron = electron
    ? 'Electron does not run as root without --no-sandbox'
    : "Electron's program is not there (npx install-electron fetches it)";
  const program = chromiumPrograms.map(findProgram).find((path) => path !== undefined);
  if (!program) {
    return {
      mode: 'headless',
      why: `there is a display, but no Chromium to show the wall (run: sudo apt install chromium), and ${notElectron}`,
    };
  }
  return {
    mode: 'chromium',
    program,
    wayland,
    why: `${screen} is there, the wall is shown by ${program}; ${notElectron}`,
  };
}
