// Security keys that Chromium has in software, over its debugger's door (WebAuthn Level 3 §11).

/** What a key can do: one of today, one with a PIN, and one from before FIDO2. */
export const MODELS = {
  ctap2: { protocol: 'ctap2', hasUserVerification: false },
  pin: { protocol: 'ctap2', hasUserVerification: true, isUserVerified: true },
  u2f: { protocol: 'u2f', hasUserVerification: false },
};

/** The keys of one page's browser; one is plugged in at a time. */
export async function plugs(page) {
  const debug = await page.context().newCDPSession(page);
  await debug.send('WebAuthn.enable', { enableUI: false });
  let plugged;
  let model;

  async function plugIn(name, credentials = []) {
    await pullOut();
    model = name;
    const options = { transport: 'usb', hasResidentKey: false, automaticPresenceSimulation: true, ...MODELS[name] };
    ({ authenticatorId: plugged } = await debug.send('WebAuthn.addVirtualAuthenticator', { options }));
    for (const credential of credentials) {
      // A U2F key does not keep for whom it made a key pair; the debugger wants to be told.
      const whole = { rpId: 'localhost', ...credential };
      await debug.send('WebAuthn.addCredential', { authenticatorId: plugged, credential: whole });
    }
  }

  /** Takes it out, and answers what it takes to plug it in again: its keys are gone otherwise. */
  async function pullOut() {
    if (!plugged) return undefined;
    const { credentials } = await debug.send('WebAuthn.getCredentials', { authenticatorId: plugged });
    await debug.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: plugged });
    plugged = undefined;
    return [model, credentials];
  }

  /** Whether anybody touches it. */
  async function touch(enabled) {
    await debug.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: plugged, enabled });
  }

  return { plugIn, pullOut, touch };
}
