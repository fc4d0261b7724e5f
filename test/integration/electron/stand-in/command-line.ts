/** The switches for Chromium: as with Electron, all that begin with two dashes, and what the app appends. */
export class CommandLine {
  readonly #switches: [name: string, value: string | undefined][];

  constructor(argv: string[]) {
    this.#switches = argv
      .filter((argument) => argument.startsWith('--'))
      .map((argument) => {
        const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
        return [name, value];
      });
  }

  all(): [name: string, value: string | undefined][] {
    return [...this.#switches];
  }

  appendSwitch(name: string, value?: string): void {
    this.#switches.push([name, value]);
  }

  appendArgument(): void {}

  hasSwitch(name: string): boolean {
    return this.#switches.some(([known]) => known === name);
  }

  getSwitchValue(name: string): string {
    return this.#switches.findLast(([known]) => known === name)?.[1] ?? '';
  }

  removeSwitch(name: string): void {
    const rest = this.#switches.filter(([known]) => known !== name);
    this.#switches.splice(0, this.#switches.length, ...rest);
  }
}
