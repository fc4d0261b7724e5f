import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeJpeg } from '../../../../server/picture/jpeg-encoder.ts';
import { Raster } from '../../../../server/picture/raster.ts';
import { decoded, difference } from './decoded.ts';

describe('a raster as JPEG', () => {
  test('shows the drawing', async () => {
    const raster = new Raster(45, 31);
    raster.gradient([10, 40, 90], [200, 180, 20]);
    const picture = await decoded(await encodeJpeg(raster, 90));
    expect([picture.width, picture.height]).toEqual([45, 31]);
    expect(difference(picture, raster)).toBeLessThan(4);
  });

  test('loads sharp only when it is encoded, and a test pattern never does', () => {
    const source = (path: string) => JSON.stringify(resolve(import.meta.dirname, '../../../../server', path));
    const script = `
      const { encodeJpeg } = await import(${source('picture/jpeg-encoder.ts')});
      const { Raster } = await import(${source('picture/raster.ts')});
      const { TestPatternPicture } = await import(${source('capture/test-pattern/test-pattern-picture.ts')});
      await import(${source('picture/placeholder.ts')});
      const isLoaded = () => process.report.getReport().sharedObjects.some((path) => path.includes('vips'));
      new TestPatternPicture({ label: '', width: 320, height: 240, quality: 80 })
        .draw({ number: 1, time: new Date(), elapsedMs: 0 });
      const before = isLoaded();
      await encodeJpeg(new Raster(16, 16), 80);
      process.stdout.write(JSON.stringify([before, isLoaded()]));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual([false, true]);
  });
});
