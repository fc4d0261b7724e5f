/**
 * The places that a tile asks for, one at a time. While one is on its way, only the newest of the others waits, so that a
 * person who drags along a timeline does not fill the server with places that nobody wants any more.
 */
export class PlaceQueue<T> {
  #onItsWay = false;
  #waiting: { place: T } | undefined;

  /** True: this place is to be asked for now. False: it waits for the answer to the one before. */
  ask(place: T): boolean {
    if (this.#onItsWay) {
      this.#waiting = { place };
      return false;
    }
    this.#onItsWay = true;
    return true;
  }

  /** The first picture or notice of the place has come. Gives the place to ask for next. */
  answered(): T | undefined {
    const next = this.#waiting?.place;
    this.#waiting = undefined;
    this.#onItsWay = next !== undefined;
    return next;
  }

  /** Nothing is on its way any more. Gives the place that waited. */
  cutOff(): T | undefined {
    const waited = this.#waiting?.place;
    this.#waiting = undefined;
    this.#onItsWay = false;
    return waited;
  }
}
