/** A row of a page's keys. The page's handler and its list of keys read the same rows, so no key is left out. */
export interface KeyRow<Action> {
  /** The names of the keys for people, e.g. "← →". */
  names: string;
  does: string;
  /** By `KeyboardEvent.key`, letters in lower case. A key that the browser itself handles, such as Enter, is only named. */
  keys: Readonly<Record<string, Action>>;
}

/** The action of a key; undefined for a key that is in no row. A letter counts with Caps Lock, too. */
export function actionIn<Action>(rows: readonly KeyRow<Action>[], key: string): Action | undefined {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return rows.find(({ keys }) => Object.hasOwn(keys, name))?.keys[name];
}
