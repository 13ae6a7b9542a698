// The real binary, started for a test with its own data directory and port.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.mjs';
import { until } from './wait.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Its name has no VESTIBULE_ in front: the server takes the environment over, and refuses what is no key of its own.
const binary = process.env.E2E_BINARY ?? path.join(root, 'target/debug/vestibule');

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

/** For journeys in which the cost of a hash proves nothing. */
export const CHEAP_HASHES = { VESTIBULE_PASSWORDS__TINY: 'true' };

/**
 * Starts `vestibule serve`. Without options it runs in development mode and writes its
 * mails to a mailbox directory; `smtp` (a sink, see smtp.mjs) makes it send them.
 * `data` and `port` let a test start a second process, or the same one again.
 */
export async function startServer({ data, port, smtp, config = '', args = [], env = {} } = {}) {
  const ownsData = data === undefined;
  data ??= await mkdtemp(path.join(os.tmpdir(), 'vestibule-e2e-'));
  port ??= await freePort();

  const toml = [config, smtp ? smtpConfig(smtp) : ''].filter(Boolean).join('\n');
  const configFile = path.join(data, 'e2e.toml');
  if (toml) await writeFile(configFile, toml, { mode: 0o600 });
  const withConfig = toml ? ['--config', configFile] : [];
  const place = ['--data', data];

  const child = spawn(
    binary,
    ['serve', ...withConfig, ...place, '--listen', `127.0.0.1:${port}`, ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const server = new Server({ child, data, ownsData, port, withConfig, place, env });
  try {
    await server.ready();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** The part of a config file that makes the server send its mails to `smtp`. */
function smtpConfig(smtp) {
  return [
    '[smtp]',
    `host = "${smtp.host}"`,
    `port = ${smtp.port}`,
    'security = "none"',
    'from = "Vestibule <no-reply@vestibule.test>"',
    '',
  ].join('\n');
}

class Server {
  #child;
  #ownsData;
  #withConfig;
  #place;
  #env;
  #log = '';
  #ended = null;
  #closed;
  #kill = () => this.#child.kill('SIGKILL');

  constructor({ child, data, ownsData, port, withConfig, place, env }) {
    this.#child = child;
    this.#ownsData = ownsData;
    this.#withConfig = withConfig;
    this.#place = place;
    this.#env = env;
    this.data = data;
    this.port = port;
    /** Where pages live: the default origin, at which WebAuthn works too. */
    this.origin = `http://localhost:${port}`;
    /** Where the server listens. */
    this.address = `http://127.0.0.1:${port}`;

    child.stdout.on('data', (chunk) => (this.#log += chunk));
    child.stderr.on('data', (chunk) => (this.#log += chunk));
    this.#closed = new Promise((resolve) => {
      child.on('error', (error) => resolve((this.#ended = error.message)));
      child.on('close', (code, signal) => resolve((this.#ended = String(code ?? signal))));
    });
    process.once('exit', this.#kill); // a test that dies leaves no server behind
  }

  /** All that the server wrote so far. */
  get log() {
    return this.#log;
  }

  /** The match of `pattern` in the log, awaited. */
  logged(pattern, options) {
    return until(`the log to say ${pattern}`, () => this.#log.match(pattern), options);
  }

  async ready() {
    await until(
      'the server to be ready',
      async () => {
        if (this.#ended !== null) throw new Error(`the server ended (${this.#ended}):\n${this.#log}`);
        try {
          return (await fetch(`${this.address}/readyz`)).ok;
        } catch {
          return false; // not listening yet
        }
      },
      { timeoutMs: READY_WITHIN_MS },
    ).catch((error) => {
      throw new Error(`${error.message}\n${this.#log}`);
    });
  }

  /** The link that the server wrote to DIR/`name` at start, as no terminal could show it. */
  async link(name) {
    return (await readFile(path.join(this.data, name), 'utf8')).trim();
  }

  /** Runs another command of the binary on the same data: `server.command(['user', 'list'])`. */
  command(args, { input = '' } = {}) {
    return run(binary, [...args, ...this.#withConfig, ...this.#place], {
      input,
      env: { ...process.env, ...this.#env },
    });
  }

  /** Asks the server to end, as an operator would. Answers how it ended. */
  async stop() {
    this.#child.kill('SIGTERM');
    const late = setTimeout(this.#kill, STOP_WITHIN_MS);
    const ended = await this.#closed;
    clearTimeout(late);
    process.removeListener('exit', this.#kill);
    if (this.#ownsData) await rm(this.data, { recursive: true, force: true });
    return ended;
  }

  /** Ends the server in the middle of whatever it does; its data stays. */
  async kill9() {
    this.#kill();
    return this.#closed;
  }
}

/** A port of the loopback that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
