import { api } from '../api.mjs';
import { careful, enterCarefully, submit } from '../people.mjs';

const PAGE = '/settings/security/activity';

async function on(page, world, visits = 0) {
  const server = await world.server();
  const person = await careful(server);
  const login = { login: person.username, password: person.password };
  for (let times = 0; times < visits; times += 1) await api(server)('POST', '/sign-in', login);
  await page.goto(`${server.origin}/sign-in`);
  await enterCarefully(page, person);
  await page.waitForURL('**/settings/security');
  return person;
}

export const activity = [
  ['activity', async (page, world) => {
    await on(page, world);
    await page.goto(PAGE);
  }],
  ['activity-none', async (page, world) => {
    await on(page, world);
    await page.goto(`${PAGE}?show=refused`);
  }],
  ['activity-older', async (page, world) => {
    await on(page, world, 60);
    await page.goto(PAGE);
    await page.click('a[rel="next"]');
    await page.waitForURL('**before=*');
  }],
  // As it is ten minutes after the last proof: the fields are there.
  ['activity-wrong', async (page, world) => {
    await on(page, world);
    await page.goto(PAGE);
    await page.evaluate((action) => {
      const field = Object.assign(document.createElement('input'), { name: 'password', value: 'not this one at all' });
      const code = Object.assign(document.createElement('input'), { name: 'code', value: '000000' });
      document.querySelector(`form[action="${action}"]`).append(field, code);
    }, `${PAGE}/export`);
    await submit(page, `${PAGE}/export`);
    await page.waitForSelector('#problems');
  }],
];
