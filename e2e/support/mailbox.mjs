// The mails that a server in development mode wrote to DIR/mailbox/*.eml.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseMail } from './mime.mjs';
import { until } from './wait.mjs';

export { links } from './mime.mjs';

/** All mails to `address`, oldest first, each with its `file`. */
export async function mailsTo(data, address) {
  const folder = path.join(data, 'mailbox');
  const mails = [];
  for (const name of await names(folder)) {
    const file = path.join(folder, name);
    try {
      const { mtimeMs } = await stat(file);
      const raw = await readFile(file, 'latin1');
      mails.push({ file, mtimeMs, raw, ...parseMail(raw) });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error; // the oldest make room for new ones
    }
  }
  return mails
    .filter((mail) => recipients(mail).includes(address.toLowerCase()))
    .sort((a, b) => a.mtimeMs - b.mtimeMs || a.file.localeCompare(b.file));
}

/** The newest mail to `address`, awaited; `subject` narrows it, `not` is a mail already seen. */
export function newestMail(data, address, { subject, not, ...bounds } = {}) {
  return until(
    `a mail to ${address}${subject ? ` about ${subject}` : ''}`,
    async () =>
      (await mailsTo(data, address)).findLast(
        (mail) => mail.file !== not?.file && (!subject || mail.subject.match(subject)),
      ),
    bounds,
  );
}

async function names(folder) {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.eml'));
  } catch (error) {
    if (error.code === 'ENOENT') return []; // made with the first mail
    throw error;
  }
}

const recipients = (mail) =>
  [...(mail.headers.to ?? '').matchAll(/[^\s<>,;"]+@[^\s<>,;"]+/g)].map(([a]) => a.toLowerCase());
