import { api } from '../api.mjs';
import { careful, enterCarefully } from '../people.mjs';

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
];
