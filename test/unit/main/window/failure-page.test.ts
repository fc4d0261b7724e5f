import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failurePage, failurePageUrl, type StartFailure } from '../../../../main/window/failure-page.ts';
import { markSvg } from '../../../../server/contract/mark.ts';
import { productName } from '../../../../server/contract/product.ts';
import { findProgram } from '../../../../server/runtime/child/program.ts';

const failure: StartFailure = {
  message: 'port 8000 is in use by another program; choose another with --port',
  details: [['Data folder', '/srv/<i>cameras</i>']],
  retrySeconds: 10,
};

describe('the page that says why there is no wall', () => {
  test('says what is wrong as a sentence, and when it is tried again', () => {
    const html = failurePage(failure);
    expect(html).toContain('Port 8000 is in use by another program; choose another with <b>--port</b>.</p>');
    expect(html).toContain('It tries again every 10 seconds.');
    expect(html).toContain(`${markSvg}${productName}</div>`);
    expect(failurePage({ ...failure, retrySeconds: undefined })).not.toContain('tries again');
  });

  test('shows text of others as text', () => {
    const html = failurePage({ ...failure, message: `<img src=x onerror="alert('x')"> & more` });
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;x&#39;)&quot;&gt; &amp; more');
    expect(html).toContain('/srv/&lt;i&gt;cameras&lt;/i&gt;');
  });
});

const program = findProgram('chromium');

describe.skipIf(!program)('the page on a screen', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
    page = await browser.newPage({ javaScriptEnabled: false });
  });
  afterAll(() => browser.close());

  test.each([
    [1920, 1080],
    [800, 480],
    [480, 320],
  ])('fits in %i x %i', async (width, height) => {
    await page.setViewportSize({ width, height });
    await page.goto(failurePageUrl({ ...failure, message: `the data folder ${'/long'.repeat(20)}` }));
    const box = await page.locator('main').boundingBox();
    expect(box?.width).toBeLessThanOrEqual(width);
    expect(box?.height).toBeLessThanOrEqual(height);
    expect(await page.getByRole('alert').textContent()).toContain('/long/long');
  });
});
