/** The tab of a browser, as far as the walk needs it. Elements are named by XPath: both protocols find them by it. */
export interface DrivenPage extends AsyncDisposable {
  /** Resolves when the page is loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page, which must go through JSON. A promise is awaited. */
  evaluate(expression: string): Promise<unknown>;
  /** A click of the mouse in the middle of the first such element. */
  click(xpath: string): Promise<void>;
  /** Replaces the text of the first such field, by click and keys. */
  fill(xpath: string, text: string): Promise<void>;
  /**
   * What is to see in the window, as PNG. (WebKit 2.50 shows elements that hold a canvas in black, and Firefox fails for one
   * that has no size yet.)
   */
  screenshot(): Promise<Buffer>;
}

/** The first such element, in the page. */
export function elementBy(xpath: string): string {
  return `document.evaluate(${JSON.stringify(xpath)}, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue`;
}

/** Selects the text of the field that has the focus. */
export const selectAll = 'document.activeElement.select()';
