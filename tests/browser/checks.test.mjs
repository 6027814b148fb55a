// A check that cannot fail is a defect: every check of axe.mjs and mailbox.mjs is shown a page or
// a mail that must fail it, and one that must pass.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { judge, launch, parseMail } from './lib.mjs';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; font: 16px/1.5 sans-serif; color: #111; background: #fff; }
main { padding: 16px; }
a { color: #0a3d91; }
button { display: inline-block; min-height: 32px; min-width: 44px; font: inherit; color: #111; background: #eee; }
:focus-visible { outline: 3px solid #0a3d91; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111; } a { color: #9cc4ff; } :focus-visible { outline-color: #9cc4ff; } }
.wide { width: 700px; }
.tiny { min-height: 0; min-width: 0; width: 12px; height: 12px; padding: 0; font-size: 6px; border: 0; }
.bare:focus-visible { outline: none; }
.tape { position: fixed; inset: 0 0 auto; height: 600px; background: #eee; color: #111; }
.faint { color: #bbb; }
.row { white-space: nowrap; font-size: 24px; }
@media (prefers-color-scheme: dark) { .night { color: #333; } }
`;
const GOOD = '<h1>A page</h1><h2>Part</h2><p>Enough words to read on this page.</p><p><a href="/">Home page</a></p><button>Press me</button>';
const page = ({ body = GOOD, lang = 'en', title = 'A page – Desk', head = '' } = {}) =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">${head}</head><body><main>${body}</main></body></html>`;

const PAGES = {
  good: page(),
  nolang: page({ lang: '' }),
  notitle: page({ title: '' }),
  twoheads: page({ body: `${GOOD}<h1>Another</h1>` }),
  jump: page({ body: `${GOOD}<h4>Too deep</h4>` }),
  wide: page({ body: `${GOOD}<div class="wide">wide</div>` }),
  tiny: page({ body: `${GOOD}<button class="tiny">a</button><button class="tiny">b</button>` }),
  noring: page({ body: `${GOOD}<button class="bare">Bare</button>` }),
  covered: page({ body: `${GOOD}<div class="tape">A bar over it all</div>` }),
  faint: page({ body: `${GOOD}<p class="faint">Hardly to be read</p>` }),
  night: page({ body: `${GOOD}<p class="night">Hardly to be read at night</p>` }),
  unlabelled: page({ body: `${GOOD}<input name="x">` }),
  inline: page({ body: `${GOOD}<p style="color:red">red</p>` }),
  policy: page({ head: '<script>document.title = "x"</script>' }),
  foreign: page({ body: `${GOOD}<img alt="x" src="http://198.51.100.1/x.png">` }),
  missing: page({ head: '<link rel="stylesheet" href="/nothing.css">' }),
  thrower: page({ head: '<script src="/throw.js"></script>' }),
  scripted: page({ body: '' , head: '<script src="/fill.js" defer></script>' }),
  spacing: page({ body: `${GOOD}<p class="row">Nothing may be cut off</p>` }),
};
const FILES = {
  '/style.css': ['text/css', STYLE],
  '/throw.js': ['text/javascript', 'throw new Error("planted")'],
  '/fill.js': ['text/javascript', `document.querySelector('main').innerHTML = ${JSON.stringify(GOOD)}`],
};

let server;
let browser;
let base;

before(async () => {
  server = createServer((request, response) => {
    const name = request.url.slice(1);
    const [type, body] = FILES[request.url] ?? (PAGES[name] ? ['text/html', PAGES[name]] : []);
    const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:";
    response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain', ...(name === 'inline' || name === 'foreign' ? {} : { 'content-security-policy': policy }) });
    response.end(body ?? 'nothing here');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.close();
});

test('a good page passes every check', async () => {
  assert.deepEqual(await judge(browser, `${base}/good`), []);
});

// What to plant, the part of the judgement that must see it, and what it must say.
const PLANTED = {
  nolang: ['looks', /no language|html-has-lang/],
  notitle: ['looks', /no page title/],
  twoheads: ['looks', /2 main headings/],
  jump: ['looks', /heading jumps from 2 to 4/],
  wide: ['looks', /^320 light: \d+px wider/],
  tiny: ['looks', /target-size/],
  noring: ['keyboard', /no focus ring: button Bare/],
  covered: ['keyboard', /covered when focused/],
  faint: ['looks', /^1440 light: color-contrast/],
  night: ['looks', /^1440 dark: color-contrast/],
  unlabelled: ['looks', /label/],
  inline: ['looks', /inline style or script/],
  policy: ['spacing', /content security policy/],
  foreign: ['spacing', /asked another host: 198\.51\.100\.1/],
  missing: ['spacing', /404 from \/nothing\.css/],
  thrower: ['spacing', /script error: planted/],
  scripted: ['plain', /no scripts: nothing to act on/],
  spacing: ['spacing', /with wide text spacing/],
  gone: ['plain', /answered 404, not 200/],
};
for (const [name, [part, pattern]] of Object.entries(PLANTED)) {
  test(`the fault "${name}" is found`, async () => {
    const found = await judge(browser, `${base}/${name}`, { only: [part] });
    assert.ok(found.some((what) => pattern.test(what)), `not found; found only: ${found.join('\n')}`);
  });
}

test('a quoted-printable mail in two parts is read', () => {
  const mail = parseMail(
    'Message-ID: <1@desk>\r\nTo: Ana <ana@example.org>\r\nSubject: =?utf-8?Q?Your_c=C3=B3de?=\r\n =?utf-8?B?IOKAkyAx?=\r\n' +
      'Content-Type: multipart/alternative;\r\n boundary="b+1"\r\n\r\n--b+1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
      'Ol=C3=A1, your code is 481 =\r\n516.\r\nhttp://127.0.0.1:1/confirm/abc123456=\r\n789?x=3D1\r\n\r\n--b+1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+aGk8L2I+\r\n--b+1--\r\n',
  );
  assert.equal(mail.subject, 'Your códe – 1');
  assert.match(mail.text, /^Olá, your code is 481 516\./);
  assert.equal(mail.code, '481516');
  assert.equal(mail.link('/confirm/'), 'http://127.0.0.1:1/confirm/abc123456789?x=1');
  assert.equal(mail.html, '<b>hi</b>');
  assert.equal(mail.id, '<1@desk>');
});

test('digits in a reference or a link are not taken for a code', () => {
  const mail = parseMail('Subject: x\n\nDSR-2026-000412\nhttp://127.0.0.1:8080/confirm/123456\n');
  assert.equal(mail.code, undefined);
  assert.equal(mail.text, 'DSR-2026-000412\nhttp://127.0.0.1:8080/confirm/123456\n');
});
