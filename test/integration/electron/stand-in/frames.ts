import type * as Electron from 'electron';
import type { CdpSession } from './cdp-connection.ts';
import { postName } from './renderer-bridge.ts';

export const isolatedWorldName = 'Electron Isolated Context';

/** A frame as the app sees it: the parts of WebFrameMain that say who sends. */
export class Frame implements Pick<Electron.WebFrameMain, 'url' | 'origin' | 'isDestroyed'> {
  url = '';
  readonly parent: Frame | null;

  constructor(parent: Frame | null) {
    this.parent = parent;
  }

  get top(): Frame {
    return this.parent?.top ?? this;
  }

  get origin(): string {
    return URL.canParse(this.url) ? new URL(this.url).origin : 'null';
  }

  isDestroyed(): boolean {
    return false;
  }
}

/** The frames of a page, and in which of them its preload runs. */
export class Frames {
  readonly main = new Frame(null);
  #mainId = '';
  readonly #frames = new Map<string, Frame>();
  readonly #preloads = new Map<number, Frame>();

  /** @param onPost text that a preload sends, its frame, and the context where an answer is to go */
  async follow(
    page: CdpSession,
    onPost: (text: string, frame: Frame, contextId: number) => void,
  ): Promise<void> {
    page.on('Page.frameNavigated', ({ frame: { id, parentId, url, urlFragment = '', unreachableUrl } }) => {
      const parent = parentId === undefined ? null : (this.#frames.get(parentId) ?? this.main);
      const frame = id === this.#mainId ? this.main : (this.#frames.get(id) ?? new Frame(parent));
      frame.url = (unreachableUrl ?? url) + urlFragment;
      this.#frames.set(id, frame);
    });
    page.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      const frame = this.#frames.get(frameId);
      if (frame) frame.url = url;
    });
    page.on('Page.frameDetached', ({ frameId }) => this.#frames.delete(frameId));
    page.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) => {
      const { frameId } = (auxData ?? {}) as { frameId?: string };
      if (name === isolatedWorldName) this.#preloads.set(id, this.#frames.get(frameId ?? '') ?? this.main);
    });
    page.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      this.#preloads.delete(executionContextId);
    });
    page.on('Runtime.executionContextsCleared', () => this.#preloads.clear());
    page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      const frame = this.#preloads.get(executionContextId);
      if (name === postName && frame) onPost(payload, frame, executionContextId);
    });
    const { frameTree } = await page.send('Page.getFrameTree');
    this.#mainId = frameTree.frame.id;
    this.#frames.set(this.#mainId, this.main);
  }

  isMain(frameId: string | undefined): boolean {
    return frameId === this.#mainId;
  }

  get mainId(): string {
    return this.#mainId;
  }

  /** Where preloads of the main frame run. */
  mainPreloads(): number[] {
    return [...this.#preloads].filter(([, frame]) => frame === this.main).map(([contextId]) => contextId);
  }

  forgetPreloads(): void {
    this.#preloads.clear();
  }
}
