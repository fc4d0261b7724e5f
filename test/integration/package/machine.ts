import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../fixtures/until.ts';

/** What a machine has before our package comes: systemd, what the package depends on, and tools of the tests. */
const packages = `systemd systemd-sysv dbus libpam-systemd udev passwd hostname procps curl ffmpeg v4l-utils nginx-light
  cage seatd chromium grim wlr-randr wlopm fonts-dejavu-core`;
const bootTimeoutMs = 60_000;
/** Where cgroup v2 is: beside v1, or alone. */
const cgroups = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'];

export interface Answer {
  code: number | null;
  /** stdout and stderr. */
  output: string;
}

/**
 * A Debian 13 in a folder, which can be booted with its own systemd: in namespaces, without network and hardware.
 * Disposing powers it off and removes the folder.
 */
export class Machine implements AsyncDisposable {
  readonly folder: string;
  readonly #cgroup: string;
  #shell: ChildProcess | undefined;
  #initPid = 0;

  private constructor(folder: string) {
    this.folder = folder;
    const cgroup = cgroups.find((path) => existsSync(join(path, 'cgroup.procs')));
    if (cgroup === undefined) throw new Error('there is no cgroup v2 in /sys/fs/cgroup');
    this.#cgroup = join(cgroup, `rpicam-test-${process.pid}`);
  }

  /**
   * @param base a folder with Debian 13 to copy; undefined: debootstrap makes one
   * @param deb is installed once and purged, so that what it depends on is there when there is no network
   */
  static prepare(base: string | undefined, deb: string): Machine {
    const folder = mkdtempSync(join(tmpdir(), 'rpicam-machine-'));
    try {
      return Machine.#prepareIn(folder, base, deb);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  static #prepareIn(folder: string, base: string | undefined, deb: string): Machine {
    const machine = new Machine(folder);
    // One file system: whatever is mounted in it is not its own.
    if (base !== undefined) execFileSync('cp', ['--archive', '--one-file-system', `${base}/.`, folder]);
    else execFileSync('debootstrap', ['--variant=minbase', 'trixie', folder], { stdio: 'ignore' });
    // A folder for temporary files is closed to all others, but it is the root of a machine with several users.
    chmodSync(folder, 0o755);
    cpSync('/etc/resolv.conf', join(folder, 'etc/resolv.conf'), { dereference: true });
    cpSync(deb, join(folder, 'root/package.deb'));
    // Nothing that is installed here is to be started here.
    writeFileSync(join(folder, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    const install = 'apt-get install --yes --no-install-recommends';
    machine.#prepare(`apt-get update && ${install} ${packages.replace(/\s+/g, ' ')} /root/package.deb`);
    machine.#prepare('apt-get purge --yes rpicam-kiosk; systemctl disable nginx; rm /usr/sbin/policy-rc.d');
    return machine;
  }

  #prepare(script: string): void {
    const options = {
      env: { PATH: '/usr/sbin:/usr/bin', DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
    } as const;
    const { status, stdout, stderr } = spawnSync('chroot', [this.folder, 'sh', '-ec', script], options);
    if (status === 0) return;
    throw new Error(`${script}\n${stdout.slice(-2_000)}${stderr.slice(-2_000)}`);
  }

  async boot(): Promise<void> {
    mkdirSync(this.#cgroup);
    const enter = `echo $$ >"$1/cgroup.procs"; exec unshare --kill-child --pid --mount --cgroup --uts --ipc --net --fork sh "$2" "$3"`;
    const script = join(import.meta.dirname, 'boot.sh');
    this.#shell = spawn('sh', ['-c', enter, 'sh', this.#cgroup, script, this.folder], { stdio: 'ignore' });
    const pid = this.#shell.pid ?? 0;
    await until(
      'the machine is up',
      () => {
        this.#initPid = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
        const state = this.#initPid > 0 ? this.ask('systemctl is-system-running').output.trim() : '';
        return ['running', 'degraded'].includes(state) || undefined;
      },
      bootTimeoutMs,
    );
  }

  /** Runs a shell command as root, or as `user`, in the booted machine. */
  ask(command: string, user = 'root'): Answer {
    const enter = ['--target', String(this.#initPid), '--all', '--wdns=/'];
    const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', HOME: '/root' };
    const words =
      user === 'root' ? ['sh', '-c', command] : ['runuser', '-u', user, '--', 'sh', '-c', command];
    const { status, stdout, stderr } = spawnSync('nsenter', [...enter, ...words], { env, encoding: 'utf8' });
    return { code: status, output: stdout + stderr };
  }

  /** The same for a command that has to work. @throws Error with all it said */
  run(command: string, user = 'root'): string {
    const { code, output } = this.ask(command, user);
    if (code !== 0) throw new Error(`${command}: code ${code}\n${output}`);
    return output;
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, '..'), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): Buffer {
    return readFileSync(join(this.folder, path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#shell?.exitCode === null) {
      const ended = once(this.#shell, 'exit');
      // With its init every process of it ends, and with the last one its mounts.
      process.kill(this.#initPid, 'SIGKILL');
      await ended;
      await until('its cgroup is empty', () => this.#removeCgroup());
    }
    if (readFileSync('/proc/mounts', 'utf8').includes(` ${this.folder}`))
      throw new Error(`something is still mounted in ${this.folder}: it stays`);
    rmSync(this.folder, { recursive: true });
  }

  #removeCgroup(): true | undefined {
    try {
      const folders = readdirSync(this.#cgroup, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isDirectory(),
      );
      const paths = folders
        .map((entry) => join(entry.parentPath, entry.name))
        .sort((a, b) => b.length - a.length);
      for (const path of [...paths, this.#cgroup]) rmdirSync(path);
      return true;
    } catch {
      return undefined; // its last processes are just ending
    }
  }
}
