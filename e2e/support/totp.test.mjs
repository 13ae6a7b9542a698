import assert from 'node:assert/strict';
import test from 'node:test';
import { totp } from './totp.mjs';

// RFC 6238, appendix B (SHA-1): the last six of the eight digits.
const KEY = 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ';

for (const [seconds, code] of [
  [59, '287082'],
  [1111111109, '081804'],
  [2000000000, '279037'],
]) {
  test(`the phone shows ${code} at ${seconds} s`, async () => {
    assert.equal(await totp(KEY, { at: new Date(seconds * 1000) }), code);
  });
}
