// Runs a program to its end.
import { spawn } from 'node:child_process';

/** What it printed on standard output; rejects with standard error when it fails. */
export function run(program, args, { input = '', timeoutMs = 30_000, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, timeout: timeoutMs, stdio: 'pipe' });
    const out = [];
    const err = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.stdin.on('error', () => {}); // a program that ends early need not read all
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(Buffer.concat(out).toString());
        return;
      }
      const why = Buffer.concat(err).toString().trim();
      reject(new Error(`${program} ${args[0] ?? ''} ended with ${code ?? signal}: ${why}`));
    });
  });
}
