import assert from 'node:assert/strict';
import http from 'node:http';
import test, { after, before } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { launch, newPage } from './browser.mjs';
import { readQr } from './qr.mjs';

// "VESTIBULE TWO DOORS", as another program drew it.
const QR = `<svg role="img" aria-label="QR code" width="174" height="174"><path transform="scale(6)" stroke="#000" d="M4 4.5h7m1 0h1m5 0h7m-21 1h1m5 0h1m1 0h4m2 0h1m5 0h1m-21 1h1m1 0h3m1 0h1m1 0h1m2 0h1m2 0h1m1 0h3m1 0h1m-21 1h1m1 0h3m1 0h1m2 0h2m3 0h1m1 0h3m1 0h1m-21 1h1m1 0h3m1 0h1m1 0h1m2 0h2m1 0h1m1 0h3m1 0h1m-21 1h1m5 0h1m3 0h3m1 0h1m5 0h1m-21 1h7m1 0h1m1 0h1m1 0h1m1 0h7m-9 1h1m-13 1h1m2 0h6m1 0h1m1 0h2m2 0h1m1 0h3m-21 1h3m1 0h1m5 0h1m1 0h3m4 0h2m-19 1h2m1 0h3m1 0h1m1 0h3m1 0h3m2 0h1m-21 1h1m1 0h1m2 0h1m1 0h1m9 0h2m-19 1h2m1 0h1m1 0h2m1 0h1m3 0h1m2 0h1m2 0h2m-12 1h1m1 0h2m1 0h3m2 0h1m1 0h1m-21 1h7m1 0h3m1 0h1m2 0h1m4 0h1m-21 1h1m5 0h1m1 0h1m2 0h4m2 0h1m1 0h2m-21 1h1m1 0h3m1 0h1m1 0h2m2 0h2m1 0h4m-19 1h1m1 0h3m1 0h1m1 0h1m2 0h2m2 0h2m-17 1h1m1 0h3m1 0h1m2 0h2m3 0h1m3 0h3m-21 1h1m5 0h1m3 0h1m1 0h3m1 0h4m-20 1h7m1 0h2m2 0h1m1 0h2m3 0h1"/></svg>`;

const STYLE = `
  body { color: #111; background: #fff }
  svg { background: #fff }
  @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } .faint { color: #333 } }
  @media (max-width: 400px) { .desk { display: none } }`;
const page = (body, script = '') => `<!doctype html><html lang="en"><title>A page</title>
  <style nonce="n">${STYLE}</style><main><h1>A page</h1>${body}</main>
  <script nonce="n">document.querySelector('.said')?.replaceChildren('scripts run')</script>${script}</html>`;

const PAGES = {
  '/good': page(`<p class="said">no scripts</p><p class="desk">wide</p>${QR}`),
  '/faint-when-dark': page('<p class="faint">hard to read in the dark</p>'),
  '/stopped': page('', '<script>document.title = "not allowed"</script>'),
};

let site;
let browser;
let origin;

before(async () => {
  site = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', "default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'");
    response.end(PAGES[request.url] ?? page(''));
  });
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${site.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site.close();
});

test('a QR code on a page is read from its picture, in light and in dark', async () => {
  for (const scheme of ['light', 'dark']) {
    const tab = await newPage(browser, { origin, scheme });
    await tab.goto('/good');
    assert.equal(await readQr(tab.locator('svg')), 'VESTIBULE TWO DOORS');
  }
});

test('axe passes a good page under a strict policy', async () => {
  const tab = await newPage(browser, { origin });
  await tab.goto('/good');
  await assertAccessible(tab);
  assert.deepEqual(tab.problems, []);
});

test('axe finds what is wrong in one colour scheme only', async () => {
  const tab = await newPage(browser, { origin });
  await tab.goto('/faint-when-dark');
  await assert.rejects(assertAccessible(tab), /dark: color-contrast/);
});

test('a script that the policy stops is a problem of the page', async () => {
  const tab = await newPage(browser, { origin });
  await tab.goto('/stopped');
  assert.match(tab.problems.join(), /content security policy/i);
});

test('a page can be had without JavaScript, and as on a phone', async () => {
  const plain = await newPage(browser, { origin, javaScript: false });
  await plain.goto('/good');
  assert.equal(await plain.locator('.said').textContent(), 'no scripts');

  const phone = await newPage(browser, { origin, viewport: { width: 390, height: 844 } });
  await phone.goto('/good');
  assert.equal(await phone.locator('.said').textContent(), 'scripts run');
  assert.equal(await phone.locator('.desk').isVisible(), false);
});
