import { links, newestMail } from '../mailbox.mjs';
import { careful, enterCarefully, enterWithCode, somebodyLong, submit } from '../people.mjs';
import { nextStep, totp } from '../totp.mjs';

const LIST = '/settings/security/apps';

async function at(page, world, path = LIST, who) {
  const server = await world.server();
  const person = await careful(server, who);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await page.goto(path);
  return { server, person };
}

async function prove(page, { person }, action, code = person.codes[1]) {
  await page.fill('#password', person.password);
  await page.fill('#code', code);
  await submit(page, action);
}

async function begun(page, world, path = `${LIST}/new`) {
  const scene = await at(page, world, path);
  await prove(page, scene, path);
  await page.waitForURL(`**${LIST}/new/app`);
  return scene;
}

/** Types the first code of the new app, under a name as long as it may be. */
async function confirm(page, name = 'The old tablet in the kitchen drawer, beside the rubber bands…') {
  await page.fill('#name', name);
  await page.fill('#code', await totp(await page.textContent('#app-key')));
  await submit(page, `${LIST}/new/app`);
}

async function lost(page, world) {
  const server = await world.server();
  const person = await careful(server);
  await page.goto(`${server.origin}/sign-in`);
  await enterWithCode(page, person);
  await page.waitForURL(`**${LIST}/lost`);
  return { server, person };
}

async function atCodes(page, world) {
  const scene = await lost(page, world);
  await submit(page, `${LIST}/lost`);
  await page.waitForURL(`**${LIST}/new/app`);
  await confirm(page, 'New phone');
  await page.waitForURL(`**${LIST}/lost/codes`);
  return scene;
}

async function recovered(page, world) {
  const scene = await atCodes(page, world);
  await page.check('#saved');
  await submit(page, `${LIST}/lost/codes`);
  await page.waitForURL(`**${LIST}?notice=recovered`);
  return scene;
}

async function toLink(page, world) {
  const { server, person } = await recovered(page, world);
  const mail = await newestMail(server.data, person.email, { subject: /lost device/ });
  await page.goto(links(mail)[0]);
  return { server, person };
}

async function toOne(page, world, what) {
  const scene = await at(page, world);
  await page.click(`#apps a[href$="/${what}"]`);
  await page.waitForURL(`**/${what}`);
  return { ...scene, action: new URL(page.url()).pathname };
}

const shown = (page) => page.waitForSelector('#problems');

export const apps = [
  ['apps', (page, world) => at(page, world)],
  ['apps-added', async (page, world) => {
    await begun(page, world);
    await confirm(page);
    await page.waitForURL(`**${LIST}?notice=added`);
  }],
  ['apps-new', (page, world) => at(page, world, `${LIST}/new`)],
  ['apps-new-wrong', async (page, world) => {
    const scene = await at(page, world, `${LIST}/new`);
    await prove(page, scene, `${LIST}/new`, scene.person.codes[0]);
    await shown(page);
  }],
  ['apps-new-app', (page, world) => begun(page, world)],
  ['apps-new-app-long', async (page, world) => {
    const scene = await at(page, world, `${LIST}/new`, somebodyLong());
    await prove(page, scene, `${LIST}/new`);
    await page.waitForURL(`**${LIST}/new/app`);
  }],
  ['apps-new-app-wrong', async (page, world) => {
    await begun(page, world);
    await page.fill('#name', '');
    await page.fill('#code', '000000');
    await submit(page, `${LIST}/new/app`);
    await shown(page);
  }],
  ['apps-ended', (page, world) => at(page, world, `${LIST}/new/app`)],
  ['apps-replace', (page, world) => at(page, world, `${LIST}/replace`)],
  ['apps-replace-old', async (page, world) => {
    const scene = await begun(page, world);
    await confirm(page);
    await page.goto(`${LIST}/replace`);
    await prove(page, scene, `${LIST}/replace`, scene.person.codes[2]);
    await page.waitForURL(`**${LIST}/new/app`);
    await confirm(page, 'New phone');
    await page.waitForURL(`**${LIST}/replace/old`);
  }],
  ['apps-rename', (page, world) => toOne(page, world, 'rename')],
  ['apps-rename-empty', async (page, world) => {
    const { action } = await toOne(page, world, 'rename');
    await page.fill('#name', '');
    await submit(page, action);
    await shown(page);
  }],
  ['apps-remove-last', (page, world) => toOne(page, world, 'remove')],
  ['apps-remove', async (page, world) => {
    await begun(page, world);
    await confirm(page);
    await page.waitForURL(`**${LIST}?notice=added`);
    await page.click('#apps li:last-child a[href$="/remove"]');
    await page.waitForURL('**/remove');
  }],
  ['apps-remove-wrong', async (page, world) => {
    const scene = await toOne(page, world, 'remove');
    await prove(page, scene, scene.action, scene.person.codes[0]);
    await shown(page);
  }],
  ['apps-lost', lost],
  ['apps-lost-by-app', (page, world) => at(page, world, `${LIST}/lost`).then(async ({ server, person }) => {
    await submit(page, '/sign-out');
    await page.goto(`${server.origin}/sign-in`);
    await enterCarefully(page, person, person.codes[1]);
    await page.goto(`${LIST}/replace`);
    await prove(page, { person }, `${LIST}/replace`, person.codes[2]);
    await page.waitForURL(`**${LIST}/new/app`);
    await confirm(page);
    await submit(page, `${LIST}/replace/old`);
    await page.waitForURL(`**${LIST}?notice=*`);
    await page.goto(`${LIST}/lost`);
  })],
  ['apps-lost-codes', atCodes],
  ['apps-lost-codes-unsaved', async (page, world) => {
    await atCodes(page, world);
    await submit(page, `${LIST}/lost/codes`);
    await shown(page);
  }],
  ['apps-recovered', recovered],
  ['apps-restore', toLink],
  ['apps-restored', async (page, world) => {
    const { person } = await toLink(page, world);
    await nextStep(); // the set-up has used this one up
    await page.fill('#code', await totp(person.key));
    await submit(page, `${LIST}/restore`);
    await page.waitForSelector('a[href="/password-recovery"]');
  }],
  ['apps-restore-wrong', async (page, world) => {
    await toLink(page, world);
    await page.fill('#code', '000000');
    await submit(page, `${LIST}/restore`);
    await shown(page);
  }],
  ['apps-restore-over', async (page, world) => {
    const { origin } = await world.server();
    await page.goto(`${origin}${LIST}/restore?token=vrst_old`);
  }],
];
