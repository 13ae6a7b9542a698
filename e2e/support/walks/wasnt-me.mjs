import { links, newestMail } from '../mailbox.mjs';
import { careful, enter, member, somebodyLong, submit } from '../people.mjs';

const PAGE = '/wasnt-me';

async function follow(page, server, person, subject) {
  const mail = await newestMail(server.data, person.email, { subject });
  await page.goto(links(mail).find((link) => link.includes(`${PAGE}?token=`)));
}

/** The link in the notice that two-step verification is on. */
async function activation(page, world, who) {
  const server = await world.server();
  const person = await careful(server, who);
  await follow(page, server, person, /is on/);
  return { server, person };
}

/** The link in the notice of a sign-in from somewhere new. */
async function signIn(page, world) {
  const server = await world.server();
  const person = await member(server);
  for (let n = 0; n < 2; n += 1) {
    await page.context().clearCookies();
    await enter(page, person, server.origin);
    await page.waitForURL('**/settings/security');
  }
  await page.context().clearCookies();
  await follow(page, server, person, /sign-in/);
  return { server, person };
}

async function pressed(page, scene) {
  await submit(page, PAGE);
  await page.waitForSelector('#outcome');
  return scene;
}

export const wasntMe = [
  ['wasnt-me', (page, world) => signIn(page, world)],
  ['wasnt-me-activation', (page, world) => activation(page, world)],
  ['wasnt-me-long', (page, world) => activation(page, world, somebodyLong())],
  ['wasnt-me-wrong', async (page, world) => {
    await activation(page, world);
    await page.fill('#password', 'not that one at all');
    await submit(page, PAGE);
    await page.waitForSelector('#problems');
  }],
  ['wasnt-me-done', async (page, world) => pressed(page, await signIn(page, world))],
  ['wasnt-me-kept', async (page, world) => pressed(page, await activation(page, world))],
  ['wasnt-me-over', async (page, world) => {
    const { origin } = await world.server();
    await page.goto(`${origin}${PAGE}?token=vnot_old`);
  }],
  ['wasnt-me-frozen', async (page, world) => {
    const { server, person } = await pressed(page, await signIn(page, world));
    await page.goto(`${server.origin}/password-recovery`);
    await page.fill('#login', person.username);
    await submit(page, '/password-recovery');
    const mail = await newestMail(server.data, person.email, { subject: /Set a new password/ });
    await page.goto(links(mail)[0]);
    await page.fill('#new_password', 'nine otters paint loudly');
    await submit(page, '/password-recovery/new');
    await enter(page, { ...person, password: 'nine otters paint loudly' }, server.origin);
    await page.waitForSelector('#frozen');
  }],
];
