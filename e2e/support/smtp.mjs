// A mail server that keeps what it receives: just enough SMTP for a real client.
import net from 'node:net';
import { parseMail } from './mime.mjs';
import { until } from './wait.mjs';

/**
 * Starts a sink on a free port of the loopback. The first `refuseFirst` messages are
 * answered with a temporary failure, as a greylisting server would.
 */
export async function startSmtp({ refuseFirst = 0 } = {}) {
  const sink = new SmtpSink(refuseFirst);
  await sink.listen();
  return sink;
}

class SmtpSink {
  host = '127.0.0.1';
  port = 0;
  /** Each with `from`, `to` (the envelope), `raw`, and what mime.mjs reads from it. */
  messages = [];
  refused = 0;
  #server;
  #sockets = new Set();
  #refuseFirst;

  constructor(refuseFirst) {
    this.#refuseFirst = refuseFirst;
    this.#server = net.createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {}); // a client may hang up as it likes
      converse(socket, (message) => this.#take(message));
    });
  }

  listen() {
    return new Promise((resolve, reject) => {
      this.#server.on('error', reject);
      this.#server.listen(0, this.host, () => {
        this.port = this.#server.address().port;
        resolve();
      });
    });
  }

  /** The newest message to `address`, awaited; `subject` narrows it, `after` skips older ones. */
  newest(address, { subject, after = 0, ...bounds } = {}) {
    return until(
      `a mail to ${address}${subject ? ` about ${subject}` : ''}`,
      () =>
        this.messages
          .slice(after)
          .findLast((m) => m.to.includes(address) && (!subject || m.subject.match(subject))),
      bounds,
    );
  }

  stop() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #take({ from, to, raw }) {
    if (this.refused < this.#refuseFirst) {
      this.refused += 1;
      return '451 4.3.0 later, please';
    }
    this.messages.push({ from, to, raw, ...parseMail(raw) });
    return '250 2.0.0 taken';
  }
}

/** One connection: commands line by line, until DATA, whose lines end with a lone dot. */
function converse(socket, take) {
  const say = (line) => socket.write(`${line}\r\n`);
  let envelope = { from: null, to: [] };
  let data = null;
  let rest = '';

  const commands = {
    EHLO: () => say('250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING'),
    HELO: () => say('250 sink'),
    NOOP: () => say('250 2.0.0 ok'),
    RSET: () => {
      envelope = { from: null, to: [] };
      say('250 2.0.0 ok');
    },
    MAIL: (line) => {
      envelope = { from: addressIn(line), to: [] };
      say('250 2.1.0 ok');
    },
    RCPT: (line) => {
      if (envelope.from === null) return say('503 5.5.1 MAIL first');
      envelope.to.push(addressIn(line));
      return say('250 2.1.5 ok');
    },
    DATA: () => {
      if (envelope.to.length === 0) return say('503 5.5.1 RCPT first');
      data = [];
      return say('354 end with a dot');
    },
    QUIT: () => socket.end('221 2.0.0 bye\r\n'),
  };

  const line = (text) => {
    if (data === null) {
      const command = commands[text.slice(0, 4).toUpperCase()];
      if (command) command(text);
      else say('502 5.5.2 not known');
    } else if (text === '.') {
      say(take({ ...envelope, raw: data.join('\r\n') }));
      envelope = { from: null, to: [] };
      data = null;
    } else {
      data.push(text.startsWith('.') ? text.slice(1) : text);
    }
  };

  // Latin-1 keeps every byte as it came; mime.mjs makes text of them.
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop();
    lines.forEach(line);
  });
  say('220 sink');
}

const addressIn = (line) => line.match(/<([^>]*)>/)?.[1] ?? '';
