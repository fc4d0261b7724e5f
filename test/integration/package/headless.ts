import { until } from '../../fixtures/until.ts';
import { expectNoText, expectSame, expectText, type Check } from './checks.ts';
import type { Machine } from './machine.ts';

const unit = 'rpicam-kiosk-headless.service';
const install = 'sh /root/install.sh --yes --headless --deb';
/** systemd's own scale from 0 (closed) to 10. */
const maxExposure = 3.0;

/** The life of the package on a machine without a screen: installed, used, upgraded, removed, purged. */
export function headlessChecks(machine: Machine): Check[] {
  const property = (name: string) => machine.run(`systemctl show --value --property ${name} ${unit}`).trim();
  const get = (path: string, port = 8000) =>
    machine.run(`curl --fail --silent --show-error 'http://127.0.0.1:${port}${path}'`);
  return [
    [
      'install.sh --dry-run says what it would do and does nothing',
      () => {
        expectText(
          machine.run(`${install} /root/package.deb --dry-run`),
          /^\+ systemctl enable --now rpicam-kiosk-headless\.service$/m,
        );
        expectNoText(machine.ask('dpkg --list rpicam-kiosk').output, /^ii/m);
      },
    ],
    [
      'install.sh without a terminal asks for --yes',
      () => {
        const { code, output } = machine.ask('sh /root/install.sh --deb /root/package.deb </dev/null');
        expectSame(code, 1);
        expectText(output, /add --yes/);
      },
    ],
    [
      'install.sh names what is wrong with a package',
      () => {
        expectText(machine.ask(`${install} /etc/passwd`).output, /not a Debian package/);
        expectText(machine.ask(`${install} /root/other.deb`).output, /this machine needs rpicam-kiosk amd64/);
      },
    ],
    [
      'install.sh of a release loads the package for this machine and refuses one that was changed',
      () => {
        machine.run(`mkdir -p /root/release && cd /root/release && cp ../package.deb rpicam-kiosk_1.2.3_amd64.deb
          sed 's|@REPOSITORY@|someone/rpicam-kiosk|; s|@VERSION@|1.2.3|' ../install.sh >install.sh
          sha256sum -- *.deb install.sh >SHA256SUMS`);
        const fromRelease =
          'RPICAM_RELEASE_URL=file:///root/release sh /root/release/install.sh --yes --headless';
        expectText(machine.run(`${fromRelease} --dry-run`), /release\/rpicam-kiosk_1\.2\.3_amd64\.deb/);
        machine.run('printf x >>/root/release/rpicam-kiosk_1.2.3_amd64.deb');
        expectText(machine.ask(fromRelease).output, /not what was released/);
        machine.run('cp /root/package.deb /root/release/rpicam-kiosk_1.2.3_amd64.deb');
        expectText(machine.run(fromRelease), /Done/);
        expectText(machine.ask('sh /root/install.sh --yes').output, /name a package with --deb/);
        machine.run('sh /root/install.sh --yes --uninstall --purge');
      },
    ],
    [
      'install.sh without a screen starts the server alone',
      () => {
        expectText(
          machine.run('sh /root/install.sh --yes --deb /root/package.deb'),
          /server without a screen[^]*http:\/\/\S+:8000/,
        );
        expectSame(property('ActiveState'), 'active');
        expectSame(property('UnitFileState'), 'enabled');
        expectSame(property('User'), 'rpicam-kiosk');
      },
    ],
    [
      'the units have no fault that systemd knows',
      () => {
        const output = machine.run(
          `systemd-analyze verify --man=no ${unit} rpicam-kiosk.service
           XDG_RUNTIME_DIR=/run systemd-analyze verify --man=no --user rpicam-kiosk.service`,
        );
        expectNoText(output, /rpicam-kiosk/);
      },
    ],
    [
      `the server is closed in: an exposure of ${maxExposure} at most`,
      () => {
        const output = machine.run(`systemd-analyze security --no-pager ${unit}`);
        const exposure = Number(expectText(output, /exposure level for \S+: ([\d.]+)/)[1]);
        if (exposure > maxExposure) throw new Error(`it is ${exposure}`);
      },
    ],
    [
      'inside of that it serves pictures, also those that sharp has to make',
      () => {
        expectText(get('/health'), /"status":"ok"/);
        machine.run(
          "curl --fail --silent --show-error --output /root/still.jpg 'http://127.0.0.1:8000/cam/cam1/snapshot?width=320'",
        );
        expectSame(machine.read('/root/still.jpg').subarray(0, 3).toString('hex'), 'ffd8ff');
      },
    ],
    [
      'the command line reaches it',
      () => void expectText(machine.run('rpicam-kiosk health'), /"status": "ok"/),
    ],
    [
      'install.sh a second time changes nothing',
      () => {
        const before = property('MainPID');
        expectText(machine.run(`${install} /root/package.deb`), /already installed/);
        expectSame(property('MainPID'), before);
      },
    ],
    [
      'a server that is killed is there again',
      async () => {
        const before = property('MainPID');
        machine.run(`systemctl kill --signal KILL ${unit}`);
        await until(
          'it runs anew',
          () => property('ActiveState') === 'active' && property('MainPID') !== before,
        );
      },
    ],
    [
      'an upgrade keeps what was edited and what was stored, and the new version runs',
      () => {
        machine.run(
          "printf 'APP_PORT=8123\\n' >>/etc/default/rpicam-kiosk && touch /var/lib/rpicam-kiosk/kept",
        );
        const before = property('MainPID');
        expectText(machine.run(`${install} /root/newer.deb`), /:8123/);
        expectText(machine.run('rpicam-kiosk --version; dpkg --list rpicam-kiosk'), /99\.0\.0/);
        expectText(machine.run('cat /etc/default/rpicam-kiosk'), /APP_PORT=8123/);
        machine.run('test -f /var/lib/rpicam-kiosk/kept');
        if (property('MainPID') === before) throw new Error('the old version still runs');
        expectText(get('/health', 8123), /"status":"ok"/);
      },
    ],
    [
      'removed, it leaves settings and pictures; installed again, it starts as before',
      () => {
        machine.run('sh /root/install.sh --yes --uninstall');
        expectSame(machine.ask(`systemctl is-active ${unit}`).output.trim(), 'inactive');
        machine.run(
          'test ! -e /opt/rpicam-kiosk && test -f /var/lib/rpicam-kiosk/kept && grep -q 8123 /etc/default/rpicam-kiosk',
        );
        machine.run(`${install} /root/package.deb`);
        expectText(get('/health', 8123), /"status":"ok"/);
      },
    ],
    [
      'with nginx it answers at port 80, WebSocket included',
      () => {
        expectText(machine.run(`${install} /root/package.deb --with-nginx`), /Done/);
        machine.run(`${install} /root/package.deb --with-nginx`);
        expectText(get('/health', 80), /"status":"ok"/);
        const upgrade =
          "-H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='";
        expectText(
          machine.ask(`curl --silent --include --max-time 2 --http1.1 ${upgrade} http://127.0.0.1/api/live`)
            .output,
          /^HTTP\/1\.1 101/,
        );
      },
    ],
    [
      'purged, nothing of it is left, and nginx shows its own page',
      () => {
        machine.run('sh /root/install.sh --yes --uninstall --purge');
        const found = machine.run(
          "find / -xdev -name '*rpicam*' -not -path '/proc/*' -not -path '/var/log/*' -not -path '/root/*' -not -path '/tmp/*'",
        );
        expectNoText(found, /./);
        expectNoText(machine.run('getent passwd; getent group'), /rpicam/);
        expectText(get('/', 80), /Welcome to nginx/);
      },
    ],
  ];
}
