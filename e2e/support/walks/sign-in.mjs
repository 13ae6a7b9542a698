import { TRUSTING, careful, enter, enterCarefully, member, submit } from '../people.mjs';
import { totp } from '../totp.mjs';

const to = (path) => async (page, world) => page.goto(`${(await world.server()).origin}${path}`);

async function wrong(page, world, tries = 1) {
  const server = await world.server();
  const person = { ...(await member(server)), password: 'not the right password' };
  for (let i = 0; i < tries; i += 1) {
    await enter(page, person, server.origin);
    await page.waitForSelector('#problems');
  }
}

async function secondStep(page, world, ...which) {
  const server = await world.server(...which);
  const person = await careful(server);
  await enter(page, person, server.origin);
  await page.waitForSelector('#code');
  return person;
}

async function secondStepWith(page, code) {
  await page.fill('#code', code);
  await submit(page, '/sign-in/second-step');
  await page.waitForSelector('#problems');
}

export const signIn = [
  ['sign-in', to('/sign-in')],
  ['sign-in-confirmed', to('/sign-in?notice=confirmed')],
  ['sign-in-signed-out', to('/sign-in?notice=signed-out')],
  ['sign-in-first', to('/sign-in?notice=first')],
  ['sign-in-too-late', to('/sign-in?notice=pending-ended')],
  ['sign-in-empty', async (page, world) => {
    await page.goto(`${(await world.server()).origin}/sign-in`);
    await submit(page, '/sign-in');
    await page.waitForSelector('#problems');
  }],
  ['sign-in-wrong', (page, world) => wrong(page, world)],
  ['sign-in-throttled', (page, world) => wrong(page, world, 7)],
  ['second-step', (page, world) => secondStep(page, world)],
  ['second-step-trust', (page, world) => secondStep(page, world, ...TRUSTING)],
  ['second-step-empty', async (page, world) => {
    await secondStep(page, world);
    await secondStepWith(page, '');
  }],
  ['second-step-wrong', async (page, world) => {
    const person = await secondStep(page, world);
    await secondStepWith(page, otherThan(await totp(person.key)));
  }],
  ['second-step-clock', async (page, world) => {
    const person = await secondStep(page, world);
    await secondStepWith(page, await totp(person.key, { at: new Date(Date.now() - 5 * 60_000) }));
  }],
  ['second-step-used', async (page, world) => {
    const person = await secondStep(page, world);
    await enterCarefully(page, person);
    await page.waitForURL('**/settings/security');
    await submit(page, '/sign-out');
    await page.waitForURL('**/sign-in?*');
    await enter(page, person);
    await page.waitForSelector('#code');
    await secondStepWith(page, person.codes[0]);
  }],
];

/** Six digits that are not the code of these minutes. */
const otherThan = (code) => String((Number(code) + 500_000) % 1_000_000).padStart(6, '0');
