/** What a notice is about; a new one about the same takes its place. */
type NoticeTopic = 'controls' | 'edits';

/** Lines for people about a running capture, e.g. choices that differ from the configured settings. */
export class Notices {
  #notices: { text: string; about: NoticeTopic | undefined }[] = [];

  get texts(): readonly string[] {
    return this.#notices.map(({ text }) => text);
  }

  clear(): void {
    this.#notices = [];
  }

  /** Adds a line, once. */
  add(text: string, about?: NoticeTopic): void {
    if (!this.texts.includes(text)) this.#notices.push({ text, about });
  }

  /** Takes these lines in place of all others about the same. */
  replace(about: NoticeTopic, texts: readonly string[]): void {
    const others = this.#notices.filter((notice) => notice.about !== about);
    this.#notices = [...others, ...texts.map((text) => ({ text, about }))];
  }
}
