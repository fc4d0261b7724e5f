/** Shows a page, or a part of it, without the rest of the browser. */
export class FullScreen {
  isOn = $state(document.fullscreenElement !== null);
  /** The browser did not allow the last change. It gives no reason that would help people. */
  isRefused = $state(false);

  /** For the document's event "fullscreenchange". */
  readonly follow = (): void => {
    this.isOn = document.fullscreenElement !== null;
  };

  /** Never rejects. */
  async toggle(element: Element): Promise<void> {
    this.isRefused = false;
    try {
      await (this.isOn ? document.exitFullscreen() : element.requestFullscreen());
    } catch {
      this.isRefused = true;
    }
  }
}
