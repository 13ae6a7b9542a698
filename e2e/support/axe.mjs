// axe-core on the page at hand, in light and in dark.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { SCHEMES } from './browser.mjs';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with every violation of the page, in both colour schemes. */
export async function assertAccessible(page) {
  const found = [];
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const violation of await violations(page)) found.push(describe(scheme, violation));
  }
  await page.emulateMedia({ colorScheme: null });
  assert.equal(found.length, 0, `axe on ${page.url()}:\n${found.join('\n')}`);
}

/** By the debugger's own door: the page's Content-Security-Policy stays in force. */
async function violations(page) {
  const debug = await page.context().newCDPSession(page);
  try {
    await evaluate(debug, `${source}; true`);
    const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
    return await evaluate(debug, `axe.run(document, ${options}).then((r) => r.violations)`);
  } finally {
    await debug.detach();
  }
}

async function evaluate(debug, expression) {
  const { result, exceptionDetails } = await debug.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}

function describe(scheme, { id, impact, help, nodes }) {
  const where = nodes.map((node) => `    ${node.target.join(' ')}  ${node.html}`).join('\n');
  return `  ${scheme}: ${id} (${impact}): ${help}\n${where}`;
}
