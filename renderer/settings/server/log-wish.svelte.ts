import type { ServerReport } from '../../../server/contract/server-report.ts';

/** The wanted log and probe settings for the next start. An untouched setting keeps its current value. */
export class LogWish {
  readonly #report: () => ServerReport | undefined;
  #destinations = $state.raw<string[]>();
  #file = $state<string>();
  #level = $state<string>();
  #probes = $state<boolean>();
  #maxProbed = $state<number>();

  constructor(report: () => ServerReport | undefined) {
    this.#report = report;
  }

  get destinations(): readonly string[] {
    return this.#destinations ?? this.#report()?.log.destinations ?? ['stdout'];
  }

  goesTo(destination: string): boolean {
    return this.destinations.includes(destination);
  }

  send(destination: string, wanted: boolean): void {
    const others = this.destinations.filter((name) => name !== destination);
    this.#destinations = wanted ? [...others, destination] : others;
  }

  get file(): string {
    return this.#file ?? this.#report()?.log.file ?? '/var/log/rpicam-kiosk/server.log';
  }

  set file(path: string) {
    this.#file = path;
  }

  get level(): string {
    return this.#level ?? this.#report()?.log.level ?? 'INFO';
  }

  set level(level: string) {
    this.#level = level;
  }

  get probes(): boolean {
    return this.#probes ?? this.#report()?.device_probe.when_no_devices ?? false;
  }

  set probes(probes: boolean) {
    this.#probes = probes;
  }

  get maxProbed(): number {
    return this.#maxProbed ?? this.#report()?.device_probe.max ?? 4;
  }

  set maxProbed(count: number) {
    this.#maxProbed = count;
  }

  get logVariables(): Record<string, string> {
    return {
      // Without a destination the server logs to stdout.
      LOG_DEST: this.destinations.join(',') || 'stdout',
      ...(this.goesTo('file') ? { LOG_FILE: this.file } : {}),
      LOG_LEVEL: this.level,
    };
  }

  get probeVariables(): Record<string, string> {
    return { PROBE_WHEN_NO_DEVICES: String(this.probes), MAX_DEVICE_PROBE: String(this.maxProbed) };
  }
}
