// Every page in every state: what is looked at in pictures and gone over by axe. A walk
// is a name and the way there, by ids and addresses, so that it works in every language.
import { addresses } from './walks/addresses.mjs';
import { signIn } from './walks/sign-in.mjs';
import { signUp } from './walks/sign-up.mjs';
import { security } from './walks/security.mjs';
import { setup } from './walks/setup.mjs';
import { apps } from './walks/apps.mjs';
import { checkUp } from './walks/check-up.mjs';
import { codes } from './walks/codes.mjs';
import { keys } from './walks/keys.mjs';
import { password } from './walks/password.mjs';
import { activity } from './walks/activity.mjs';
import { sessions } from './walks/sessions.mjs';
import { others } from './walks/others.mjs';
import { wasntMe } from './walks/wasnt-me.mjs';
import { CHEAP_HASHES, startServer } from './server.mjs';

/** `[name, async (page, world) => …]`; the page is a new visitor's each time. */
export const WALKS = [
  ...signUp, ...signIn, ...security, ...setup, ...apps, ...keys, ...codes, ...password, ...addresses, ...sessions,
  ...activity, ...checkUp, ...wasntMe, ...others,
];

/** The servers that the walks go to, each started when the first walk needs it. */
export class World {
  #servers = new Map();
  #config;

  constructor({ config = '' } = {}) {
    this.#config = config;
  }

  /** One with `config` besides; servers with the same `name` are one. */
  server(name = 'open', config = '') {
    if (!this.#servers.has(name)) {
      const all = [this.#config, config].filter(Boolean).join('\n');
      this.#servers.set(name, startServer({ config: all, env: CHEAP_HASHES }));
    }
    return this.#servers.get(name);
  }

  async stop() {
    for (const server of this.#servers.values()) await (await server).stop();
  }
}
