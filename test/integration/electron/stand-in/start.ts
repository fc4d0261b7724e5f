// node --import register.ts start.ts [switches] APP-FOLDER [arguments]: starts an app as Electron's own bootstrap does.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appFolderVariable, packagedVariable, readAppPackage } from './app-package.ts';

/** Of Electron's typings that the stand-in is checked against. */
const electronVersion = '45.4.1';

const words = process.argv.slice(2);
const isPackaged = process.env[packagedVariable] === '1';
const folder = words.find((word) => !word.startsWith('-')) ?? '.';
process.env[appFolderVariable] = resolve(folder);
// As Electron has them: a packaged app gets no word that names it.
process.argv = [process.execPath, ...(isPackaged ? words.slice(1) : words)];
process.title = `stand-in ${process.argv.slice(1).join(' ')}`;
Object.defineProperty(process, 'versions', { value: { ...process.versions, electron: electronVersion } });
Object.defineProperty(process, 'type', { value: 'browser' });

const { main } = readAppPackage(process.env);
const { app } = await import('./app.ts');
// Electron makes its own folder; one that the app sets instead has to be there.
mkdirSync(app.getPath('userData'), { recursive: true });
await import(pathToFileURL(main).href);
app.codeLoaded();
