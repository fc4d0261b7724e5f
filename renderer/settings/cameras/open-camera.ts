/** Finds the camera whose form is open, also after its id was edited or other cameras were added or removed. */
export class OpenCamera {
  #id: string;
  #index = -1;
  #count = 0;

  constructor(id: string) {
    this.#id = id;
  }

  /** Its place among the cameras as they are now; -1 when it is gone. @param ids of all */
  indexIn(ids: readonly string[]): number {
    if (ids[this.#index] !== this.#id) {
      const found = ids.indexOf(this.#id);
      // The number of cameras is the same and the old id is gone: the id was edited.
      const edited = found === -1 && ids.length === this.#count ? ids[this.#index] : undefined;
      if (edited === undefined) this.#index = found;
      else this.#id = edited;
    }
    this.#count = ids.length;
    return this.#index;
  }
}
