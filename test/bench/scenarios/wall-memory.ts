import { setTimeout as sleep } from 'node:timers/promises';
import { FakeCameras } from '../../fixtures/fakecam.ts';
import type { Bench } from '../bench.ts';
import { serveImagePage, startBrowser } from '../browser/chromium.ts';
import { firstPictureMs } from '../browser/first-paint.ts';
import type { CameraServer } from '../contender/camera-server.ts';
import { startOurs } from '../contender/ours.ts';
import { LoadClient } from '../load/load-client.ts';
import { cpuUseBetween, readCpu } from '../meter/cpu-use.ts';
import { cell } from '../report/table.ts';
import type { Scenario } from '../scenario.ts';
import { median } from '../statistics.ts';

const framesPerSecond = 15;
const cameraIds = ['cam0', 'cam1', 'cam2', 'cam3'];

export const wallMemory: Scenario = {
  name: 'wall-memory',
  title:
    'Four cameras 720p15 on a page: our wall beside the same page of <img>, 1920x1080, software rendering',
  explanation:
    'Renderer is the proportional set size of the process that shows the page, CPU that of the whole browser; both ' +
    'pages watch the same server, one after the other. First picture: from opening the page, cameras awake.',
  needsFakecam: true,
  run: async (bench) => {
    using fakeCameras = new FakeCameras();
    fakeCameras.up(0, '--mjpeg', `1280x720@${framesPerSecond}`);
    const clip = fakeCameras.read(0, 'source.MJPG.1280x720').trim();
    const cameras = cameraIds.map((id, device) => {
      if (device > 0) fakeCameras.up(device, '--mjpeg', `1280x720@${framesPerSecond}`, '--source', clip);
      return { id, name: id, device, width: 1280, height: 720, fps: framesPerSecond };
    });
    await using server = await startOurs({ ...bench, cameras, fakeCameras }, bench.signal);
    // Somebody else keeps the cameras awake.
    await using load = LoadClient.start(bench.signal);
    await load.connect(cameraIds.map((id) => ({ url: server.streamUrl(id), viewers: 1 })));

    const wall = await measurePage(bench, server, 'our wall', wallUrl(server), bench.quick ? 60 : 600);
    await using images = await serveImagePage(cameraIds.map((id) => server.streamUrl(id)));
    const page = await measurePage(bench, server, 'page of <img>', images.url, bench.quick ? 40 : 120);
    return {
      table: {
        columns: ['page', 'renderer MiB', 'min', 'max', 'whole browser MiB', 'CPU %', 'first picture ms'],
        rows: [row('our wall', wall), row('page of <img>', page)],
      },
      figures: {
        wallMemoryShare: (wall.rendererMib / page.rendererMib) * 100,
        wallMemoryGrowthPercent: wall.growthPercent,
        wallCpuShare: (wall.cpuPercent / page.cpuPercent) * 100,
        wallFirstPictureMs: wall.firstMs,
      },
    };
  },
};

interface PageFigures {
  /** Median of the samples. */
  rendererMib: number;
  leastMib: number;
  mostMib: number;
  /** The median of the second half, off that of the first: what a garbage collector's ups and downs leave. */
  growthPercent: number;
  browserMib: number;
  cpuPercent: number;
  firstMs: number;
}

const wallUrl = (server: CameraServer) => `${new URL(server.snapshotUrl('any')).origin}/?wall=bench`;

async function measurePage(
  bench: Bench,
  server: CameraServer,
  name: string,
  url: string,
  seconds: number,
): Promise<PageFigures> {
  await using browser = await startBrowser();
  const firstMs = await firstPictureMs(browser.page, url);
  await sleep(bench.quick ? 15_000 : 30_000, undefined, { signal: bench.signal });
  const before = readCpu(browser.pid);
  const samplesMib: number[] = [];
  const sampleSeconds = seconds / 20;
  for (let sample = 0; sample < 20; sample++) {
    await sleep(sampleSeconds * 1_000, undefined, { signal: bench.signal });
    samplesMib.push(await browser.rendererPssMib());
  }
  const figures = {
    rendererMib: median(samplesMib) ?? NaN,
    leastMib: Math.min(...samplesMib),
    mostMib: Math.max(...samplesMib),
    growthPercent: growthPercent(samplesMib),
    browserMib: browser.pssMib(),
    cpuPercent: cpuUseBetween(before, readCpu(browser.pid)).server * 100,
    firstMs,
  };
  bench.record({ scenario: 'wall-memory', server: server.name, page: name, seconds, samplesMib, ...figures });
  bench.say(`  ${name}: renderer ${cell(figures.rendererMib, 0)} MiB, CPU ${cell(figures.cpuPercent, 0)} %`);
  return figures;
}

function row(name: string, figures: PageFigures): string[] {
  const { rendererMib, leastMib, mostMib, browserMib, cpuPercent, firstMs } = figures;
  return [
    name,
    ...[rendererMib, leastMib, mostMib, browserMib, cpuPercent, firstMs].map((value) => cell(value, 0)),
  ];
}

function growthPercent(samplesMib: number[]): number {
  const middle = samplesMib.length / 2;
  const [before = NaN, after = NaN] = [samplesMib.slice(0, middle), samplesMib.slice(middle)].map(median);
  return (after / before - 1) * 100;
}
