// The JSON API, as a program uses it.

/** `call('POST', '/sign-in', { … })` answers the body; anything but 2xx is an error. */
export function api(server, token, headers = {}) {
  return async (method, path, body) => {
    const response = await fetch(`${server.address}/api/v1${path}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
}
