// The steps people take (steps.mjs), tried on small pages whose answers are known.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { launch, reader } from './lib.mjs';
import { choose, give, offers, pressFirst, submitRequest } from './steps.mjs';

const FORM = `<form method="post" action="/sent">
  <label><input type="checkbox" name="right" value="access"> Copy</label>
  <label><input type="checkbox" name="right" value="delete"> Delete</label>
  <input type="radio" name="role" value="self"><input type="radio" name="role" value="agent">
  <select name="country"><option value=""></option><option value="DE">Germany</option></select>
  <input name="name"><textarea name="details"></textarea><input type="hidden" name="email" value="kept">
  <button>Continue</button></form>`;
const PAGES = {
  '/': '<a href="/request">Start a request</a>',
  '/request': FORM,
  '/desk/cases/1': `<form method="post" action="/desk/cases/1/take"><button>Take it</button></form>
    <details><summary>Accept</summary><form method="post" action="/sent"><input type="hidden" name="command" value="accept_identity"><input name="note"><button>Accept identity</button></form></details>
    <a href="/desk/cases/1/extend">Extend</a>
    <form method="post" action="/refused/refuse"><input name="ground"><button>Refuse</button></form>`,
  '/desk/cases/1/extend': '<form method="post" action="/desk/cases/1/extend"><input name="text"><button>Extend</button></form>',
};

let server;
let browser;
let base;
let page;
let last;
let context;

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (request.method === 'POST') last = { url: request.url, body: new URLSearchParams(body) };
      const after = request.url === '/sent' ? '<label>Code <input name="code"></label>' : 'done';
      const main = request.method === 'GET' ? PAGES[request.url] ?? '' : request.url.startsWith('/refused') ? '<p role="alert">A ground is missing</p>' : after;
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><html lang="en"><title>A page</title><main>${main}</main></html>`);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
  ({ context } = await reader(browser, { scripts: false }));
  context.setDefaultTimeout(2_000);
  page = await context.newPage();
});

after(async () => {
  await browser?.close();
  server?.close();
});

test('a request is submitted whatever fields the step shows', async () => {
  const visited = [];
  const answers = { right: ['access', 'delete'], role: 'self', country: 'DE', name: 'Rosa', details: 'Two\nlines', email: 'x', region: 'x' };
  await submitRequest(page, base, answers, (at) => visited.push(new URL(at.url()).pathname));
  assert.deepEqual(visited, ['/', '/request', '/sent']);
  assert.deepEqual(last.body.getAll('right'), ['access', 'delete']);
  const rest = ['role', 'country', 'name', 'email'].map((name) => last.body.get(name));
  assert.deepEqual(rest, ['self', 'DE', 'Rosa', 'kept']);
});

test('a question that is not there is said to be absent', async () => {
  await page.goto(`${base}/request`);
  assert.equal(await choose(page, 'nothing', 'x'), false);
  assert.equal(await choose(page, 'email', 'x'), false);
  assert.equal(await choose(page, 'role', 'nobody'), false);
  assert.equal(await choose(page, 'role', 'agent'), true);
  await assert.rejects(pressFirst(page, /fly/), /offers none of .*only: Continue/);
});

const open = () => page.goto(`${base}/desk/cases/1`);

test('a command is given in the open, in a fold, and on a page of its own', async () => {
  await open();
  await give(page, 'take');
  assert.equal(last.url, '/desk/cases/1/take');
  await open();
  await give(page, 'accept_identity', { note: 'seen' });
  assert.deepEqual([last.body.get('command'), last.body.get('note')], ['accept_identity', 'seen']);
  await open();
  await give(page, 'extend', { text: 'more time' });
  assert.deepEqual([last.url, last.body.get('text')], ['/desk/cases/1/extend', 'more time']);
});

test('a refused command is an error, and a missing one is not offered', async () => {
  await open();
  assert.deepEqual([await offers(page, 'take'), await offers(page, 'extend'), await offers(page, 'approve')], [true, true, false]);
  await assert.rejects(give(page, 'refuse'), /refuse was refused: A ground is missing/);
  await open();
  await assert.rejects(give(page, 'approve', {}, /^approve/i));
});
