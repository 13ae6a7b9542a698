// Debian's Chromium, driven by Playwright.
import { chromium } from 'playwright-core';

export const SCHEMES = ['light', 'dark'];
export const WIDTHS = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

/** Far above what anything takes: two busy cores and a slow disk are no failure. */
const PATIENCE_MS = 30_000;

const ARGS = [
  '--no-sandbox', // tests may run as root, and open only pages of our own
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One a test file is enough: each page below has a context of its own. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ARGS,
  });
}

/**
 * A page as a new visitor sees it. `page.problems` collects what the browser complains of:
 * script errors, parts of a page that it could not get, and anything that the
 * Content-Security-Policy stopped.
 */
export async function newPage(
  browser,
  { origin, scheme = 'light', viewport = WIDTHS.desk, javaScript = true, ...more } = {},
) {
  const context = await browser.newContext({
    baseURL: origin,
    colorScheme: scheme,
    viewport,
    javaScriptEnabled: javaScript,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    ...more,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return watch(await context.newPage());
}

/** Another tab of the same browser: it has the cookies of `page`. */
export async function newTab(page) {
  return watch(await page.context().newPage());
}

function watch(page) {
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) page.problems.push(message.text());
  });
  page.on('response', (response) => {
    const isPart = response.request().resourceType() !== 'document';
    if (isPart && response.status() >= 400) page.problems.push(`${response.status()} ${response.url()}`);
  });
  return page;
}
