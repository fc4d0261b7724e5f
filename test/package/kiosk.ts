import sharp from 'sharp';
import { until } from '../fixtures/until.ts';
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
        const png = await until(
          'the screen shows something',
          async () => {
            const taken = screenshot();
            return (await spreadAtTheRight(taken)) > minSpread ? taken : undefined;
          },
          wallTimeoutMs,
        );
        expectText(machine.run('curl --silent http://127.0.0.1:8000/health'), /"walls":\[\{/);
        keepShot(png);
      },
    ],
    [
      'its pictures move',
      async () => {
        const before = screenshot();
        await until('the screen changes', () => !screenshot().equals(before));
      },
    ],
    [
      'the screen sleeps and wakes when it is asked to',
      async () => {
        expectText(post({ sleep: true }), /"on":false/);
        await until('the display is off', () => /Enabled: no/.test(inSession('wlr-randr')));
        expectText(post({ wake: true }), /"on":true/);
        const png = await until(
          'the wall is back',
          async () => {
            const taken = screenshot();
            return (await spreadAtTheRight(taken)) > minSpread ? taken : undefined;
          },
          wallTimeoutMs,
        );
        keepShot(png);
      },
    ],
    [
      'a wall that is killed is there again',
      async () => {
        const before = property('MainPID');
        machine.run(`systemctl kill --signal KILL ${unit}`);
        await until(
          'it runs anew',
          () => property('ActiveState') === 'active' && property('MainPID') !== before,
          wallTimeoutMs,
        );
      },
    ],
    [
      'stopped, it leaves no process',
      () => {
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
