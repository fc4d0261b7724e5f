// node --import register.ts start.ts APP-FOLDER [arguments]: starts an app as Electron's own bootstrap does.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appFolderVariable, packagedVariable, readAppPackage } from './app-package.ts';

/** Of Electron's typings that the stand-in is checked against. */
const electronVersion = '45.4.1';

const [, , folder = '.', ...rest] = process.argv;
const isPackaged = process.env[packagedVariable] === '1';
process.env[appFolderVariable] = resolve(folder);
// As Electron has them: a packaged app gets no word that names it.
process.argv = [process.execPath, ...(isPackaged ? [] : [folder]), ...rest];
process.title = `stand-in ${process.argv.slice(1).join(' ')}`;
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: electronVersion } });
Object.defineProperty(process, 'type', { value: 'browser' });

const { main } = readAppPackage(process.env);
await import(pathToFileURL(main).href);
const { app } = await import('./app.ts');
app.codeLoaded();
