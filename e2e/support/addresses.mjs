// More addresses for somebody who has an account, added and confirmed over the API.
import { api } from './api.mjs';
import { addressesSettled } from './database.mjs';
import { links, newestMail } from './mailbox.mjs';
import { apiSession, somebody } from './people.mjs';

const SUBJECT = /^Confirm your address/;

/** The API as somebody who is signed in there, and the proofs each act asks for. */
async function signedIn(server, person) {
  return { call: api(server, await apiSession(server, person)), password: person.password };
}

/** Adds an address that nobody has confirmed yet; answers it, its id and its link. */
export async function unconfirmed(server, person, email = somebody().email) {
  const { call, password } = await signedIn(server, person);
  const { id } = await call('POST', '/addresses', { email, password });
  const [link] = links(await newestMail(server.data, email, { subject: SUBJECT }));
  return { email, id, link };
}

/** Adds an address and confirms it. */
export async function confirmed(server, person, email) {
  const added = await unconfirmed(server, person, email);
  await api(server)('POST', '/address-confirmation', { token: token(added.link) });
  return added;
}

/** Removes an address; answers the link that its mail has. */
export async function removed(server, person, { id, email }) {
  await addressesSettled(server, person);
  const { call, password } = await signedIn(server, person);
  await call('POST', `/addresses/${id}/remove`, { password });
  return undoLink(server, email, /was removed/);
}

/** Makes an address the primary one; answers the link that the old one's mail has. */
export async function madePrimary(server, person, { id }) {
  await addressesSettled(server, person);
  const { call, password } = await signedIn(server, person);
  await call('POST', `/addresses/${id}/primary`, { password });
  return undoLink(server, person.email, /primary address/);
}

/** The link in the newest mail to an address that a change took away. */
export async function undoLink(server, email, subject) {
  const mail = await newestMail(server.data, email, { subject });
  return links(mail).find((link) => link.includes('/address-undo'));
}

const token = (link) => new URL(link).searchParams.get('token');
