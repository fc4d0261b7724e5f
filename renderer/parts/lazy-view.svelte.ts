/** A part of the page whose code is loaded when a person asks for it, because most pages never need it. */
export class LazyView<View> {
  /** Undefined until the code has come. */
  view = $state.raw<View>();
  /** Why the part is not shown, for people; empty while nothing is wrong. */
  problem = $state('');
  readonly #name: string;
  readonly #import: () => Promise<{ default: View }>;

  /** @param name begins a sentence, e.g. "The layout editor" */
  constructor(name: string, load: () => Promise<{ default: View }>) {
    this.#name = name;
    this.#import = load;
  }

  /** True when the part can be shown. Never rejects: `problem` says why it cannot, and a later call tries again. */
  async load(): Promise<boolean> {
    this.problem = '';
    try {
      this.view = (await this.#import()).default;
    } catch {
      // The browser's console has the cause: the server is away, or it was upgraded and has other files now.
      this.problem = `${this.#name} could not be loaded. Try again, or reload the page.`;
    }
    return this.problem === '';
  }
}
