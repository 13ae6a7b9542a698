// axe-core finds nothing on any page, in any of its states, in either colour scheme; the
// browser complains of nothing; and nothing is wider than a phone.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertAccessible } from './support/axe.mjs';
import { launch, newPage, WIDTHS } from './support/browser.mjs';
import { WALKS, World } from './support/walks.mjs';

const features = fileURLToPath(new URL('../server/src/features', import.meta.url));

/** What has no face: it leads on, or is a file, or is for programs. */
const FACELESS = [
  '/',
  '/settings/security/two-step/setup/codes/download',
  '/settings/security/apps/lost/codes/download',
  '/assets/{*name}',
  '/healthz',
  '/readyz',
];

let browser;
const world = new World();
const seen = new Set();

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await world.stop();
});

describe('a page', { concurrency: 2 }, () => {
  for (const [name, walk] of WALKS) {
    test(name, async () => {
      const { origin } = await world.server();
      const page = await newPage(browser, { origin });
      await walk(page, world);
      seen.add(new URL(page.url()).pathname);
      await assertAccessible(page);
      await assertFitsAPhone(page);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });
  }
});

test('no page was left out', async () => {
  const rows = (await Promise.all((await sources(features)).map((file) => readFile(file, 'utf8')))).join('\n');
  const paths = [...rows.matchAll(/Row::(?:fresh_)?page\(\s*"([^"]+)"/g)].map(([, where]) => where);
  assert.ok(paths.length > 10, 'the pages are found in the source');
  const isSeen = (where) => {
    const pattern = new RegExp(`^${where.replace(/\{[^}]+\}/g, '[^/]+')}$`);
    return [...seen].some((one) => pattern.test(one));
  };
  assert.deepEqual(paths.filter((where) => !FACELESS.includes(where) && !isSeen(where)), []);
});

async function assertFitsAPhone(page) {
  await page.setViewportSize(WIDTHS.phone);
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(over, 0, `${page.url()} is ${over} px wider than a phone`);
}

async function sources(folder) {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((name) => name.endsWith('.rs')).map((name) => path.join(folder, name));
}
