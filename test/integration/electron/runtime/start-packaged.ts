// Starts the app.asar beside the runtime, as a packaged Electron does.
import { join } from 'node:path';
import { packagedVariable } from '../stand-in/app-package.ts';
import { extractedApp } from './extracted-app.ts';

const launcher = process.env['STAND_IN_EXECUTABLE'];
if (launcher === undefined) throw new Error('to be started by the launcher of the runtime');
const resourcesPath = join(launcher, '../resources');
Object.assign(process, { resourcesPath });
process.execPath = launcher;
process.env[packagedVariable] = '1';
process.argv.splice(2, 0, extractedApp(join(resourcesPath, 'app.asar')));
await import('../stand-in/start.ts');
