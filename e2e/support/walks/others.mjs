import { copyFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { newestMail } from '../mailbox.mjs';
import { enter, member, somebody, submit } from '../people.mjs';

const MAILS = 100;

async function mailbox(page, server) {
  await page.goto(await server.link('mailbox-link'));
  await page.waitForURL('**/dev/mailbox');
}

async function invited(server) {
  const { email } = somebody();
  await server.command(['user', 'invite', '--email', email]);
  return newestMail(server.data, email);
}

/** One mail a hundred times: the name of a file tells its time, then a number. */
async function fill(server) {
  await invited(server);
  const folder = path.join(server.data, 'mailbox');
  const [first] = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  for (let i = 1; i < MAILS; i += 1) {
    await copyFile(path.join(folder, first), path.join(folder, first.replace(/.{6}\.eml$/, `${100_000 + i}.eml`)));
  }
}

async function claim(page, world, password) {
  const server = await world.server('unclaimed');
  const person = await member(server);
  await enter(page, person, server.origin);
  await page.waitForURL('**/settings/security');
  await page.goto(await server.link('first-admin'));
  if (password === undefined) return;
  await page.fill('#password', password);
  await submit(page, '/first-admin');
  await page.waitForSelector('#problems');
}

/** A form from elsewhere, sent as such: the answer is a page of ours. */
async function send(page, world, { action, fields, from }) {
  const { origin } = await world.server();
  await page.goto(from === 'elsewhere' ? 'about:blank' : `${origin}/sign-in`);
  await page.evaluate(
    ([to, values]) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: to });
      for (const [name, value] of Object.entries(values)) {
        form.append(Object.assign(document.createElement('textarea'), { name, value }));
      }
      document.body.append(form);
      form.submit();
    },
    [`${origin}${action}`, fields],
  );
  await page.waitForSelector('h1 + .lead');
}

const to = (where) => async (page, world) => page.goto(`${(await world.server()).origin}${where}`);

export const others = [
  ['not-found', to('/no-such-page')],
  ['not-possible-so', to('/sign-out')],
  ['malformed', (page, world) => send(page, world, { action: '/sign-in', fields: { surprise: 'x' } })],
  ['too-much', (page, world) => send(page, world, { action: '/sign-in', fields: { login: 'x'.repeat(70_000) } })],
  ['from-elsewhere', (page, world) => send(page, world, { action: '/sign-in', fields: {}, from: 'elsewhere' })],
  ['mailbox-empty', async (page, world) => mailbox(page, await world.server('empty'))],
  ['mailbox-full', async (page, world) => {
    const server = await world.server('full');
    await fill(server);
    await mailbox(page, server);
  }],
  ['mail', async (page, world) => {
    const server = await world.server('mail');
    await invited(server);
    await mailbox(page, server);
    await page.click('.mails a');
    await page.waitForSelector('.mail-text');
  }],
  ['first-admin-sign-in', async (page, world) => {
    const server = await world.server('unclaimed');
    await page.goto(await server.link('first-admin'));
  }],
  ['first-admin', (page, world) => claim(page, world)],
  ['first-admin-wrong', (page, world) => claim(page, world, 'not the right password')],
  ['first-admin-over', to('/first-admin?token=vadm_old')],
];
