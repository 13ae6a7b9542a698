// /api/v1, with nothing but curl: a whole life of an account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { run } from './support/command.mjs';
import { links, newestMail } from './support/mailbox.mjs';
import { PASSWORD } from './support/people.mjs';
import { startServer } from './support/server.mjs';
import { nextStep, totp } from './support/totp.mjs';

let server;

before(async () => {
  server = await startServer(); // with the real cost of a hash
});

after(() => server?.stop());

/** `{ status, type, body }` of one call. */
async function curl(method, path, { body, token } = {}) {
  const args = ['-sS', '-X', method, '-w', '\n%{http_code} %{content_type}'];
  if (token) args.push('-H', `Authorization: Bearer ${token}`);
  if (body !== undefined) args.push('-H', 'Content-Type: application/json', '--data-binary', '@-');
  const input = body === undefined ? '' : JSON.stringify(body);
  const out = await run('curl', [...args, `${server.address}/api/v1${path}`], { input });
  const end = out.lastIndexOf('\n');
  const [status, type] = out.slice(end + 1).split(' ');
  return { status: Number(status), type, body: end > 0 ? JSON.parse(out.slice(0, end)) : null };
}

async function ok(status, ...call) {
  const answer = await curl(...call);
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  return answer.body;
}

async function refused(status, problem, ...call) {
  const answer = await curl(...call);
  assert.equal(answer.type, 'application/problem+json');
  assert.deepEqual([answer.status, answer.body.type], [status, `urn:vestibule:problem:${problem}`]);
  assert.match(answer.body.detail, /\.$/, 'a sentence');
}

test('from sign-up to sign-out', async () => {
  const ann = { username: 'ann', email: 'ann@example.org', password: PASSWORD };
  const who = { login: 'ann', password: PASSWORD };

  await refused(422, 'password-too-short', 'POST', '/sign-up', { body: { ...ann, password: 'short' } });
  assert.deepEqual(await ok(202, 'POST', '/sign-up', { body: ann }), { status: 'check-mail' });
  await refused(401, 'wrong-credentials', 'POST', '/sign-in', { body: who });

  const [link] = links(await newestMail(server.data, ann.email));
  const token = new URL(link).searchParams.get('token');
  const confirmed = await ok(201, 'POST', '/sign-up/confirmation', { body: { token, password: PASSWORD } });
  assert.deepEqual(confirmed, { username: 'ann' });

  const first = (await ok(200, 'POST', '/sign-in', { body: who })).session;
  const me = await ok(200, 'GET', '/me', { token: first.token });
  assert.deepEqual([me.username, me.role, me.two_step], ['ann', 'member', false]);
  await refused(401, 'not-signed-in', 'GET', '/me');

  const kept = await setUp(first.token);
  await refused(401, 'not-signed-in', 'GET', '/me', { token: first.token });
  const session = await signInWithBoth(who, kept);
  const last = await turnOff(who, session, kept);

  await ok(204, 'DELETE', '/session', { token: last.token });
  await refused(401, 'not-signed-in', 'GET', '/me', { token: last.token });
  assert.equal((await ok(200, 'POST', '/sign-in', { body: who })).status, 'signed-in');
});

/** Answers what a program keeps: the key, and the recovery codes. */
async function setUp(token) {
  const { requirements } = await ok(200, 'GET', '/two-step', { token });
  assert.equal(requirements.every(({ met }) => met), true);
  await refused(403, 'wrong-password', 'POST', '/two-step/setup', { token, body: { password: 'not the one' } });
  const { key, uri } = await ok(200, 'POST', '/two-step/setup', { token, body: { password: PASSWORD } });
  assert.match(uri, new RegExp(`^otpauth://totp/.*secret=${key}`));

  const code = await totp(key);
  const { recovery_codes: codes } = await ok(200, 'POST', '/two-step/setup/app', { token, body: { code } });
  await refused(422, 'codes-not-saved', 'POST', '/two-step/activation', { token, body: { saved: false } });
  const renewed = await ok(200, 'POST', '/two-step/activation', { token, body: { saved: true } });
  assert.equal((await ok(200, 'GET', '/me', { token: renewed.token })).two_step, true);
  return { key, codes };
}

async function signInWithBoth(who, { key }) {
  const { status, pending } = await ok(200, 'POST', '/sign-in', { body: who });
  assert.deepEqual([status, pending.factors], ['second-step', ['authenticator_app', 'recovery_code']]);
  await refused(401, 'not-signed-in', 'GET', '/me', { token: pending.token });

  await nextStep(); // the code of this step was used up in the set-up
  const once = { token: pending.token, body: { code: await totp(key) } };
  const session = await ok(200, 'POST', '/sign-in/second-step', once);
  await refused(401, 'not-signed-in', 'POST', '/sign-in/second-step', once);
  return { token: session.token, used: once.body.code };
}

async function turnOff({ password }, { token, used }, { codes }) {
  const again = { password, code: used };
  await refused(403, 'used-code', 'POST', '/two-step/deactivation', { token, body: again });
  const both = { password, code: codes[0] };
  const last = await ok(200, 'POST', '/two-step/deactivation', { token, body: both });
  assert.equal((await ok(200, 'GET', '/two-step', { token: last.token })).on, false);
  return last;
}

test('the description of it names every call above', async () => {
  const { paths, openapi } = await ok(200, 'GET', '/openapi.json');
  assert.match(openapi, /^3\.1\./);
  for (const path of ['/sign-up', '/sign-up/confirmation', '/sign-in', '/sign-in/second-step', '/session', '/me']) {
    assert.ok(paths[`/api/v1${path}`], path);
  }
  for (const path of ['', '/setup', '/setup/app', '/activation', '/deactivation']) {
    assert.ok(paths[`/api/v1/two-step${path}`], path);
  }
});
