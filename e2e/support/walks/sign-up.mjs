import { links, newestMail } from '../mailbox.mjs';
import { somebody, somebodyLong, submit } from '../people.mjs';

async function form(page, { username, email, password }) {
  await page.fill('#username', username);
  await page.fill('#email', email);
  await page.fill('#password', password);
}

async function judged(page) {
  await page.waitForFunction(() => document.querySelector('.meter')?.dataset.score);
}

async function sent(page, world, who = somebody()) {
  const server = await world.server();
  await page.goto(`${server.origin}/sign-up`);
  await form(page, who);
  await submit(page, '/sign-up');
  await page.waitForSelector('form[action="/sign-up/resend"]');
  return { server, who };
}

async function confirmation(page, world, who) {
  const { server, who: signedUp } = await sent(page, world, who);
  const [link] = links(await newestMail(server.data, signedUp.email));
  await page.goto(link);
  return { link, who: signedUp };
}

async function invitation(world) {
  const server = await world.server('invitation', 'sign_up = "invitation"');
  const { email } = somebody();
  await server.command(['user', 'invite', '--email', email]);
  const [link] = links(await newestMail(server.data, email));
  return { server, link };
}

async function typing(page, world, password) {
  await page.goto(`${(await world.server()).origin}/sign-up`);
  await form(page, { ...somebody(), password });
  await judged(page);
}

export const signUp = [
  ['sign-up', async (page, world) => page.goto(`${(await world.server()).origin}/sign-up`)],
  ['sign-up-weak', (page, world) => typing(page, world, 'password1234')],
  ['sign-up-strong', (page, world) => typing(page, world, 'seven quiet lanterns at dusk')],
  ['sign-up-empty', async (page, world) => {
    await page.goto(`${(await world.server()).origin}/sign-up`);
    await submit(page, '/sign-up');
    await page.waitForSelector('#problems');
  }],
  ['sign-up-refused', async (page, world) => {
    await page.goto(`${(await world.server()).origin}/sign-up`);
    await form(page, { username: '-a-', email: 'not-an-address', password: 'qwertyuiopasdfghjkl' });
    await submit(page, '/sign-up');
    await page.waitForSelector('#problems');
  }],
  ['sign-up-sent', (page, world) => sent(page, world)],
  ['sign-up-sent-long', (page, world) => sent(page, world, somebodyLong())],
  ['sign-up-sent-again', async (page, world) => {
    await sent(page, world);
    await submit(page, '/sign-up/resend');
    await page.waitForSelector('.notice[role="status"]');
  }],
  ['confirmation', (page, world) => confirmation(page, world)],
  ['confirmation-wrong', async (page, world) => {
    await confirmation(page, world);
    await page.fill('#password', 'not the one chosen');
    await submit(page, '/sign-up/confirmation');
    await page.waitForSelector('#problems');
  }],
  ['confirmation-over', async (page, world) => {
    const { link, who } = await confirmation(page, world);
    await page.fill('#password', who.password);
    await submit(page, '/sign-up/confirmation');
    await page.waitForURL('**/sign-in?*');
    await page.goto(link);
  }],
  ['sign-up-closed', async (page, world) => {
    const server = await world.server('closed', 'sign_up = "closed"');
    await page.goto(`${server.origin}/sign-up`);
  }],
  ['sign-up-invitation-needed', async (page, world) => {
    const { server } = await invitation(world);
    await page.goto(`${server.origin}/sign-up`);
  }],
  ['sign-up-invitation', async (page, world) => page.goto((await invitation(world)).link)],
  ['sign-up-invitation-over', async (page, world) => {
    const { link } = await invitation(world);
    await page.goto(link);
    await page.fill('#username', somebody().username);
    await page.fill('#password', somebody().password);
    await submit(page, '/sign-up');
    await page.waitForURL('**/sign-in?*');
    await page.goto(link);
  }],
];
