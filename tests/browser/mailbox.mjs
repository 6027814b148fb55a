// Reads the mails the desk wrote as .eml files. A small MIME reader of our own: enough for what
// the desk sends (multipart, quoted-printable, base64, encoded words), nothing for attachments.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './desk.mjs';

const quotedPrintable = (text) => {
  const bytes = [];
  const joined = text.replace(/=[ \t]*\r?\n/g, '');
  for (let i = 0; i < joined.length; i += 1) {
    const hex = joined.slice(i + 1, i + 3);
    if (joined[i] === '=' && /^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes.push(parseInt(hex, 16));
      i += 2;
    } else {
      bytes.push(joined.charCodeAt(i) & 0xff);
    }
  }
  return Buffer.from(bytes);
};

const decodeBody = (body, encoding, charset) => {
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? quotedPrintable(body)
        : Buffer.from(body, 'latin1');
  return new TextDecoder(charset).decode(bytes).replaceAll('\r\n', '\n');
};

const decodeWords = (value) =>
  value
    // White space between two encoded words is not part of the text (RFC 2047, 6.2).
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?([^?*]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi, (_, charset, kind, text) => {
      const bytes =
        kind.toLowerCase() === 'b'
          ? Buffer.from(text, 'base64')
          : quotedPrintable(text.replaceAll('_', ' '));
      return new TextDecoder(charset).decode(bytes);
    });

const split = (raw) => {
  const at = raw.search(/\r?\n\r?\n/);
  const head = at < 0 ? raw : raw.slice(0, at);
  const body = at < 0 ? '' : raw.slice(at).replace(/^\r?\n\r?\n/, '');
  const headers = {};
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body };
};

const parts = (raw) => {
  const { headers, body } = split(raw);
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = type.match(/boundary="?([^";]+)"?/i)?.[1];
  if (/^multipart\//i.test(type) && boundary) {
    const inner = body.split(new RegExp(`(?:^|\\r?\\n)--${boundary.replace(/[^\w]/g, '\\$&')}(?:--)?[ \\t]*(?:\\r?\\n|$)`));
    return inner.slice(1, -1).flatMap(parts);
  }
  const encoding = (headers['content-transfer-encoding'] ?? '7bit').trim().toLowerCase();
  const charset = type.match(/charset="?([^";\s]+)"?/i)?.[1] ?? 'utf-8';
  return [{ type: type.split(';')[0].trim().toLowerCase(), content: decodeBody(body, encoding, charset) }];
};

/** One mail: decoded headers, text and HTML. `raw` is the file as it lies on disk, byte by byte. */
export const parseMail = (raw) => {
  const { headers } = split(raw);
  const all = parts(raw);
  const text = all.find((part) => part.type === 'text/plain')?.content ?? '';
  const html = all.find((part) => part.type === 'text/html')?.content ?? '';
  return {
    headers,
    id: headers['message-id'] ?? '',
    to: decodeWords(headers.to ?? ''),
    subject: decodeWords(headers.subject ?? ''),
    text,
    html,
    /** The six-digit code: six digits that stand alone, perhaps parted in the middle. */
    code: text.match(/(?<![\w/=-])(\d{3}[  ]?\d{3})(?![\w/=-])/)?.[1].replace(/\D/g, ''),
    /** The first link whose path begins so, as the plain text shows it. */
    link: (path) => text.match(/https?:\/\/[^\s<>"]+/g)?.find((link) => new URL(link).pathname.startsWith(path)),
  };
};

/** Every mail in the folder, oldest file first. */
export const mailsIn = (folder) => {
  let names = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return names
    .map((name) => ({ path: join(folder, name), written: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => a.written - b.written || (a.path < b.path ? -1 : 1))
    .map(({ path }) => ({ ...parseMail(readFileSync(path, 'latin1')), path }));
};

/** Waits for a mail to this address that is not in `seen`, and remembers it there. */
export const nextMail = (folder, to, seen, { which = () => true, within = 20_000 } = {}) =>
  eventually(
    `a mail to ${to}`,
    () => {
      const found = mailsIn(folder).find((mail) => !seen.has(mail.path) && mail.to.includes(to) && which(mail));
      if (found) seen.add(found.path);
      return found;
    },
    { within },
  );
