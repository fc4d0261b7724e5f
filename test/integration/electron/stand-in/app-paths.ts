import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Electron's named folders. */
export class AppPaths {
  readonly #chosen = new Map<string, string>();
  readonly #appName: string;

  constructor(appName: string) {
    this.#appName = appName;
  }

  get(name: string): string {
    const path = this.#chosen.get(name) ?? this.#byDefault(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  set(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    this.#chosen.set(name, path);
  }

  #byDefault(name: string): string | undefined {
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
      case 'userData':
        return join(this.get('appData'), this.#appName);
      case 'sessionData':
        return this.get('userData');
      case 'logs':
        return join(this.get('userData'), 'logs');
      case 'crashDumps':
        return join(this.get('userData'), 'Crashpad');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.execPath;
      default:
        return undefined;
    }
  }
}
