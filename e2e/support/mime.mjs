// Reads a mail: headers, the text part, the HTML part. Input is one character per byte.

/** `{ headers, subject, text, html }`; header names are in lower case. */
export function parseMail(raw) {
  const { headers, body } = split(raw);
  const parts = leaves(headers, body);
  return {
    headers,
    subject: headers.subject ?? '',
    text: parts.find((p) => p.type === 'text/plain')?.content ?? '',
    html: parts.find((p) => p.type === 'text/html')?.content ?? '',
  };
}

/** Every link in the text part, in order, each once. */
export function links(mail) {
  const found = mail.text.match(/https?:\/\/[^\s<>"')\]]+/g) ?? [];
  return [...new Set(found.map((link) => link.replace(/[.,;:]+$/, '')))];
}

function split(raw) {
  const lines = raw.replaceAll('\r\n', '\n');
  const end = lines.indexOf('\n\n');
  const head = end < 0 ? lines : lines.slice(0, end);
  const headers = {};
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? '' : lines.slice(end + 2) };
}

function leaves(headers, body) {
  const described = headers['content-type'] ?? 'text/plain';
  const type = described.split(';')[0].trim().toLowerCase();
  if (!type.startsWith('multipart/')) return [{ type, content: decodeBody(headers, body) }];

  const boundary = described.match(/boundary="?([^";]+)"?/i)?.[1];
  return `\n${body}`
    .split(`\n--${boundary}`)
    .slice(1) // what stands before the first boundary is for old clients
    .filter((part) => !part.startsWith('--'))
    .map((part) => split(part.slice(part.indexOf('\n') + 1)))
    .flatMap((part) => leaves(part.headers, part.body));
}

function decodeBody(headers, body) {
  const encoding = (headers['content-transfer-encoding'] ?? '7bit').toLowerCase();
  if (encoding === 'base64') return utf8(Buffer.from(body, 'base64'));
  if (encoding === 'quoted-printable') return utf8(quotedPrintable(body.replaceAll('=\n', '')));
  return utf8(Buffer.from(body, 'latin1'));
}

/** The `=?utf-8?q?…?=` of headers; the white space between two of them is not text. */
function decodeWords(value) {
  return utf8(Buffer.from(value, 'latin1'))
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, text) =>
      how.toLowerCase() === 'b'
        ? utf8(Buffer.from(text, 'base64'))
        : utf8(quotedPrintable(text.replaceAll('_', ' '))),
    );
}

const quotedPrintable = (text) =>
  Buffer.from(
    text.replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const utf8 = (bytes) => bytes.toString('utf8');
