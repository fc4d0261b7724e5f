// node test/bench/kiosk-start.ts [rounds]: how long the kiosk takes to its first picture, and back to one after its page's
// process was killed; how much memory all of it has. On the stand-in, or on Electron with ELECTRON_E2E=1.
import { readFileSync } from 'node:fs';
import { childrenOf } from '../fixtures/running-server.ts';
import { until } from '../fixtures/until.ts';
import { KioskApp } from '../integration/electron/fixtures/kiosk-app.ts';
import { kioskTestsMissing, onRealElectron } from '../integration/electron/fixtures/electron-program.ts';
import { XScreen } from '../integration/electron/fixtures/x-screen.ts';

if (kioskTestsMissing) throw new Error(kioskTestsMissing);
const cameraCount = 4;
const rounds = Number(process.argv[2] ?? 5);
const cameras = Array.from({ length: cameraCount }, (_, index) => ({
  ...{ id: `cam${index}`, name: `Camera ${index}`, device: `test:${index}` },
  ...{ width: 1280, height: 720, fps: 15 },
}));
const results = {
  'start to the first picture (ms)': [],
  'killed page to a picture (ms)': [],
  'memory (MiB)': [],
} as Record<string, number[]>;

for (let round = 0; round < rounds; round++) {
  await using screen = await XScreen.start(1920, 1080);
  const startedAtMs = performance.now();
  await using app = await KioskApp.launch({ screen, config: { cameras } });
  await until('a picture', () => showsPattern(screen));
  results['start to the first picture (ms)']?.push(performance.now() - startedAtMs);
  await app.page('/?kiosk=1');
  results['memory (MiB)']?.push(memoryMib(app.child.pid ?? 0));
  const killedAtMs = performance.now();
  app.killRenderers();
  await until('no picture', () => !showsPattern(screen));
  await until('a picture again', () => showsPattern(screen));
  results['killed page to a picture (ms)']?.push(performance.now() - killedAtMs);
}

console.log(
  `${cameraCount} cameras of 1280x720 at 15 fps on ${onRealElectron ? 'Electron' : 'the stand-in'}`,
);
for (const [name, values] of Object.entries(results)) {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  console.log(`${name}: median ${sorted[Math.floor(sorted.length / 2)]}, all ${sorted.join(' ')}`);
}

/** Of the first tile: the test pattern's first bar is grey, the next one yellow. */
function showsPattern(screen: XScreen): boolean {
  const picture = screen.picture();
  const isAbout = (x: number, wanted: number[]) =>
    picture
      .colours({ x, y: 100, width: 1, height: 1 })
      .every((value, index) => Math.abs(value - (wanted[index] ?? 0)) < 24);
  return isAbout(60, [192, 192, 192]) && isAbout(200, [192, 192, 0]);
}

/** Of a process and all below it; what they share is counted once. */
function memoryMib(pid: number): number {
  const kib = [pid, ...childrenOf(pid)].map((each) => {
    const text = readFileSync(`/proc/${each}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  });
  return kib.reduce((sum, each) => sum + each, 0) / 1024;
}
