// The package has no types for this file, and those of @types/selenium-webdriver export another name than it does.
declare module 'selenium-webdriver/bidi/index.js' {
  export default class BidiConnection {
    constructor(url: string);
    send(command: { method: string; params: object }): Promise<unknown>;
    close(): Promise<unknown>;
  }
}
