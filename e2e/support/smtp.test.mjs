import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { links } from './mime.mjs';
import { startSmtp } from './smtp.mjs';

const MAIL = [
  'From: Vestibule <no-reply@vestibule.test>',
  'To: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>',
  'Subject: =?utf-8?b?Q29uZmly?= =?utf-8?b?bSB5b3VyIGFkZHJlc3M=?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative;',
  ' boundary="two"',
  '',
  '--two',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Hello Zo=C3=AB, open http://localhost:8080/confirm?token=3Dabc=',
  'def.',
  '..',
  '',
  '--two',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<p>Hello Zoë</p>').toString('base64'),
  '--two--',
];

const CONVERSATION = [
  'EHLO client',
  'MAIL FROM:<no-reply@vestibule.test>',
  'RCPT TO:<zoe@example.org>',
  'DATA',
  ...MAIL,
  '.',
  'QUIT',
];

/** Says everything at once, as a client that pipelines may, and answers the last codes. */
function say(sink, lines) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(sink.port, sink.host, () => socket.write(`${lines.join('\r\n')}\r\n`));
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer.match(/^\d{3}(?= )/gm).join(' ')));
  });
}

test('the sink takes a mail and reads its parts', async (t) => {
  const sink = await startSmtp();
  t.after(() => sink.stop());

  assert.equal(await say(sink, CONVERSATION), '220 250 250 250 354 250 221');

  const mail = await sink.newest('zoe@example.org', { subject: /Confirm your address/ });
  assert.equal(mail.from, 'no-reply@vestibule.test');
  assert.equal(mail.headers.to, 'Zoë <zoe@example.org>');
  assert.match(mail.text, /Hello Zoë/);
  assert.match(mail.text, /\n\.\n/, 'a doubled dot is one dot');
  assert.equal(mail.html, '<p>Hello Zoë</p>');
  assert.deepEqual(links(mail), ['http://localhost:8080/confirm?token=abcdef']);
});

test('a sink that refuses first takes the mail later', async (t) => {
  const sink = await startSmtp({ refuseFirst: 1 });
  t.after(() => sink.stop());

  assert.match(await say(sink, CONVERSATION), /354 451/);
  assert.equal(sink.messages.length, 0);
  assert.match(await say(sink, CONVERSATION), /354 250/);
  assert.equal(sink.messages.length, 1);
});

test('data before a recipient is refused', async (t) => {
  const sink = await startSmtp();
  t.after(() => sink.stop());

  assert.equal(await say(sink, ['EHLO client', 'DATA', 'QUIT']), '220 250 503 221');
});
