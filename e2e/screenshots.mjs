// Pictures of every page in every state, to look at before calling it done: at 390 and
// 1280 pixels, in light and dark, into e2e/out. A command of its own, not part of the tests:
//
//   cargo build && npm --prefix e2e run screenshots [-- --long] [NAME…]
//   cargo build && npm --prefix e2e run screenshots -- --readme
//
// --long makes every text 40 % longer, as another language would. NAMEs choose pages, by
// their beginning. --readme makes the one in docs/, of an account that nobody has.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, newPage, SCHEMES, WIDTHS } from './support/browser.mjs';
import { somebody } from './support/people.mjs';
import { toApp } from './support/walks/setup.mjs';
import { WALKS, World } from './support/walks.mjs';

const out = fileURLToPath(new URL('out', import.meta.url));
const readme = fileURLToPath(new URL('../docs/screenshot.png', import.meta.url));

/** What people take to a printer. */
const PRINTED = ['setup-codes'];

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const long = process.argv.includes('--long');

const browser = await launch();
const world = new World({ config: long ? 'language = "en-x-long"' : '' });
try {
  if (process.argv.includes('--readme')) await pictureForReadme();
  else await pictures();
} finally {
  await browser.close();
  await world.stop();
}

async function pictures() {
  await mkdir(out, { recursive: true });
  const isWanted = (name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start));
  for (const [name, walk] of WALKS.filter(([name]) => isWanted(name))) {
    const { origin } = await world.server();
    const page = await newPage(browser, { origin });
    await walk(page, world);
    await picture(page, name);
    await page.context().close();
  }
}

/** One walk, four pictures: what the page shows must not depend on when the walk was made. */
async function picture(page, name) {
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const file = `${name}-${width}-${colorScheme}${long ? '-long' : ''}.png`;
      await page.screenshot({ path: path.join(out, file), fullPage: true });
      await tellOverflow(page, file);
    }
  }
  if (PRINTED.includes(name)) {
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await page.screenshot({ path: path.join(out, `${name}-print${long ? '-long' : ''}.png`), fullPage: true });
  }
}

async function tellOverflow(page, file) {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  console.log(over > 0 ? `${file}: ${over} px wider than the window` : file);
}

async function pictureForReadme() {
  const server = await world.server();
  const page = await newPage(browser, { origin: server.origin, viewport: { width: 1280, height: 940 } });
  await toApp(page, server, somebody({ username: 'ada', email: 'ada@example.org' }));
  await mkdir(path.dirname(readme), { recursive: true });
  await page.screenshot({ path: readme });
  console.log(readme);
}
