import { expectSame, expectText, type Check } from './checks.ts';
import type { Machine } from './machine.ts';

const install = 'sh /root/install.sh --yes --deb /root/package.deb';

/** What install.sh does on an image with a desktop; nobody is logged in here, so that the wall itself does not start. */
export function desktopChecks(machine: Machine): Check[] {
  return [
    [
      'a desktop that nobody is logged in to by itself is named',
      () => {
        machine.run('useradd --create-home pi && systemctl set-default graphical.target');
        machine.run('touch /etc/systemd/system/display-manager.service && mkdir -p /etc/lightdm');
        const { code, output } = machine.ask(install);
        expectSame(code, 1);
        expectText(output, /raspi-config/);
      },
    ],
    [
      "the wall is enabled as that user's service, and nothing of the system",
      () => {
        machine.write('/etc/lightdm/lightdm.conf', '[Seat:*]\n#autologin-user=\nautologin-user=pi\n');
        expectText(machine.run(install), /in the desktop of pi[^]*sudo reboot/);
        machine.run('systemctl start user@$(id -u pi)');
        const state = 'systemctl --user --machine=pi@.host is-enabled rpicam-kiosk.service';
        expectSame(machine.run(state).trim(), 'enabled');
        for (const unit of ['rpicam-kiosk', 'rpicam-kiosk-headless']) {
          expectSame(machine.ask(`systemctl is-enabled ${unit}`).output.trim(), 'disabled');
        }
      },
    ],
    [
      'uninstalled, nothing of it is in the home',
      () => {
        machine.run('sh /root/install.sh --yes --uninstall --purge');
        expectSame(machine.run("find /home/pi -name '*rpicam*'").trim(), '');
      },
    ],
  ];
}
