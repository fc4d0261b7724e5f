import { walkThePages } from './core-walk.ts';
import { FirefoxPage, firefoxProgram } from './firefox.ts';

walkThePages('Firefox', firefoxProgram ? undefined : 'firefox-esr is not installed', () =>
  FirefoxPage.start(),
);
