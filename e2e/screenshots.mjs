// Pictures of every page, to look at before calling it done: at 390 and 1280 pixels, in
// light and dark, into e2e/out. A command of its own, not part of the tests:
//
//   cargo build && npm --prefix e2e run screenshots [-- --long] [NAME…]
//
// --long makes every text 40 % longer, as another language would. NAMEs choose pages.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, newPage, SCHEMES, WIDTHS } from './support/browser.mjs';
import { startServer } from './support/server.mjs';

const out = fileURLToPath(new URL('out', import.meta.url));

// A page is a name and either a path or a walk to it: async (page, server) => …
const PAGES = [
  ['home', '/'],
  ['sign-in', '/sign-in'],
  ['sign-up', '/sign-up'],
  ['not-found', '/no-such-page'],
];

const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const long = process.argv.includes('--long');
const pages = PAGES.filter(([name]) => wanted.length === 0 || wanted.includes(name));

const server = await startServer();
const browser = await launch();
try {
  await mkdir(out, { recursive: true });
  for (const [name, where] of pages) {
    const page = await newPage(browser, { origin: server.origin });
    if (typeof where === 'string') await page.goto(where);
    else await where(page, server);
    await picture(page, name);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}

/** One walk, four pictures: what the page shows must not depend on when the walk was made. */
async function picture(page, name) {
  if (long) await page.evaluate(lengthen);
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const file = `${name}-${width}-${colorScheme}${long ? '-long' : ''}.png`;
      await page.screenshot({ path: path.join(out, file), fullPage: true });
      await tellOverflow(page, file);
    }
  }
}

async function tellOverflow(page, file) {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  console.log(over > 0 ? `${file}: ${over} px wider than the window` : file);
}

/** Runs in the page. */
function lengthen() {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const text = node.data.trim();
    if (!text || node.parentElement.closest('script, style, svg, textarea')) continue;
    const words = text.split(/\s+/);
    let extra = '';
    for (let i = 0; extra.length < text.length * 0.4; i += 1) extra += ` ${words[i % words.length]}`;
    node.data += extra.slice(0, Math.ceil(text.length * 0.4) + 1);
  }
}
