// The server's SQLite file, for what would take weeks: by Python, whose library has SQLite.
import path from 'node:path';
import { run } from './command.mjs';

const SCRIPT = `
import json, sqlite3, sys
order = json.load(sys.stdin)
db = sqlite3.connect(order["file"], timeout=20)
with db:
    print(db.execute(order["sql"], order["values"]).rowcount)
`;

/** Runs one statement and answers how many rows it changed. */
export async function alter(server, sql, values = []) {
  const input = JSON.stringify({ file: path.join(server.data, 'vestibule.db'), sql, values });
  return Number(await run('python3', ['-c', SCRIPT], { input }));
}

const OF = '(SELECT id FROM accounts WHERE username = ?)';

/** Four weeks have gone by since this person set two-step verification up. */
export function fourWeeksLater(server, { username }) {
  const sql = `UPDATE drills SET due_at = due_at - 2419200000000, invite_at = invite_at - 2419200000000
               WHERE account_id = ${OF}`;
  return alter(server, sql, [username]);
}

/** A week has gone by since this person's addresses were confirmed. */
export function addressesSettled(server, { username }) {
  const sql = `UPDATE addresses SET confirmed_at = confirmed_at - 691200000000
               WHERE confirmed_at IS NOT NULL AND account_id = ${OF}`;
  return alter(server, sql, [username]);
}

/** Strangers have failed so often at one of this person's factors. */
export function failedByStrangers(server, { username }, factor, times) {
  const sql = `INSERT INTO throttles (factor, subject, failures, blocked_until, updated_at, strikes, is_told)
               SELECT ?, id, 0, 0, unixepoch() * 1000000, ?, TRUE FROM accounts WHERE username = ?
               ON CONFLICT (factor, subject) DO UPDATE SET strikes = excluded.strikes`;
  return alter(server, sql, [factor, times, username]);
}

/** So many recovery codes are left, the last ones. */
export function codesLeft(server, { username }, left) {
  const sql = `UPDATE recovery_codes SET used_at = created_at WHERE ordinal < 10 - ? AND account_id = ${OF}`;
  return alter(server, sql, [left, username]);
}

/** Another address, confirmed or not. */
export function otherAddress(server, { username }, address, { confirmed }) {
  const sql = `INSERT INTO addresses (id, account_id, address, folded, is_primary, confirmed_at, created_at)
               SELECT ?, id, ?, ?, FALSE, ?, created_at FROM accounts WHERE username = ?`;
  return alter(server, sql, [address, address, address, confirmed ? 1 : null, username]);
}
