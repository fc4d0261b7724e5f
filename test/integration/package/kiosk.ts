import sharp from 'sharp';
import { until } from '../../fixtures/until.ts';
import { expectNoText, expectSame, expectText, type Check } from './checks.ts';
import type { Machine } from './machine.ts';

const unit = 'rpicam-kiosk.service';
const install = 'sh /root/install.sh --yes --kiosk --deb /root/package.deb';
/** This machine has no screen, no GPU and no terminals: cage draws into memory, and the unit's tty1 is left out. */
const withoutHardware = `[Unit]
ConditionPathExists=
[Service]
StandardInput=null
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
UtmpIdentifier=
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
`;
const shot = '/var/lib/rpicam-kiosk/shot.png';
/** Of 255: how far the brightness of pixels is spread. What is blank has none. */
const minSpread = 10;
/** The same of a tile with the test pattern's clock in it; words alone have less than half of it. */
const minPictureSpread = 40;
const wallTimeoutMs = 60_000;

/** The package on the screen of a machine without a desktop: cage, started by its unit. */
export function kioskChecks(machine: Machine, keepShot: (png: Buffer) => void): Check[] {
  const property = (name: string) => machine.run(`systemctl show --value --property ${name} ${unit}`).trim();
  const inSession = (command: string) =>
    machine.run(
      `export WAYLAND_DISPLAY=wayland-0 $(tr '\\0' '\\n' </proc/${property('MainPID')}/environ | grep ^XDG_RUNTIME_DIR=)
       runuser -u rpicam-kiosk -- ${command}`,
    );
  const screenshot = () => {
    inSession(`grim ${shot}`);
    return machine.read(shot);
  };
  const post = (body: object) =>
    machine.run(
      `curl --fail-with-body --silent --show-error --header 'Content-Type: application/json' --data '${JSON.stringify(body)}' http://127.0.0.1:8000/api/kiosk`,
    );
  return [
    [
      'install.sh --kiosk starts the wall instead of the server alone',
      () => {
        machine.write(`/etc/systemd/system/${unit}.d/test.conf`, withoutHardware);
        machine.run(
          'systemctl daemon-reload && sh /root/install.sh --yes --headless --deb /root/package.deb',
        );
        expectText(machine.run(install), /camera wall on its screen[^]*http:/);
        expectSame(property('ActiveState'), 'active');
        expectSame(machine.ask('systemctl is-active rpicam-kiosk-headless').output.trim(), 'inactive');
        expectSame(machine.ask('systemctl is-enabled rpicam-kiosk-headless').output.trim(), 'disabled');
      },
    ],
    [
      'the wall is on the screen',
      async () => {
        await until(
          'the screen shows something',
          async () => (await spreadAtTheRight(screenshot())) > minSpread,
          wallTimeoutMs,
        );
        expectText(machine.run('curl --silent http://127.0.0.1:8000/health'), /"walls":\[\{/);
      },
    ],
    ['its pictures move', async () => keepShot(await untilMoving(screenshot))],
    [
      'the screen sleeps and wakes when it is asked to',
      async () => {
        expectText(post({ sleep: true }), /"on":false/);
        await until('the display is off', () => /Enabled: no/.test(inSession('wlr-randr')));
        expectText(post({ wake: true }), /"on":true/);
        await untilMoving(screenshot);
      },
    ],
    [
      'a wall that is killed is there again',
      async () => {
        const before = property('MainPID');
        const killedAtMs = performance.now();
        machine.run(`systemctl kill --signal KILL ${unit}`);
        await until(
          'it runs anew',
          () => property('ActiveState') === 'active' && property('MainPID') !== before,
          wallTimeoutMs,
        );
        await untilMoving(screenshot);
        const tookMs = performance.now() - killedAtMs;
        console.log(
          `          its pictures moved again ${(tookMs / 1_000).toFixed(1)} s after all of it was killed`,
        );
      },
    ],
    [
      'left by its user, it is not started again until somebody wants it',
      async () => {
        inSession('rpicam-kiosk --quit');
        await until('it has ended', () => property('ActiveState') === 'inactive');
        expectSame(property('Result'), 'success');
        expectSame(property('ExecMainStatus'), '3');
      },
    ],
    [
      'stopped, it leaves no process',
      async () => {
        machine.run(`systemctl start ${unit}`);
        await untilMoving(screenshot);
        machine.run(`systemctl stop ${unit}`);
        expectNoText(machine.run('ps -eo user:20,args'), /^rpicam-kiosk .*(cage|chromium|node)/m);
      },
    ],
    [
      'install.sh --headless goes back to the server alone',
      () => {
        machine.run('sh /root/install.sh --yes --headless --deb /root/package.deb');
        expectSame(machine.ask(`systemctl is-enabled ${unit}`).output.trim(), 'disabled');
        expectSame(machine.run('systemctl is-active rpicam-kiosk-headless').trim(), 'active');
        machine.run('sh /root/install.sh --yes --uninstall --purge');
      },
    ],
  ];
}

/** In the last quarter of the screen, which shows something when the wall has come to its full size. */
async function spreadAtTheRight(png: Buffer): Promise<number> {
  const { width, height } = await sharp(png).metadata();
  const quarter = Math.floor(width / 4);
  const cut = await sharp(png)
    .extract({ left: width - quarter, top: 0, width: quarter, height })
    .png()
    .toBuffer();
  return (await sharp(cut).greyscale().stats()).channels[0]?.stdev ?? 0;
}

/**
 * Resolves to a screenshot when the first tile shows one picture after the other: a clock of high contrast that changes
 * again and again, where the words of a tile that waits for its picture stand still and are mostly dark.
 */
async function untilMoving(screenshot: () => Buffer): Promise<Buffer> {
  let last: Buffer | undefined;
  let changes = 0;
  return until(
    'the pictures move',
    async () => {
      const taken = screenshot();
      const { pixels, spread } = await middleOfFirstTile(taken);
      if (spread < minPictureSpread) return undefined;
      if (last && !pixels.equals(last)) changes++;
      last = pixels;
      return changes >= 3 ? taken : undefined;
    },
    wallTimeoutMs,
  );
}

async function middleOfFirstTile(png: Buffer): Promise<{ pixels: Buffer; spread: number }> {
  const { width, height } = await sharp(png).metadata();
  const area = {
    left: Math.floor(width * 0.05),
    top: Math.floor(height * 0.4),
    width: Math.floor(width * 0.4),
    height: Math.floor(height * 0.2),
  };
  const cut = sharp(png).extract(area).greyscale();
  const pixels = await cut.raw().toBuffer();
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length;
  return { pixels, spread: Math.sqrt(variance) };
}
