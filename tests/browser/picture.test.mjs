// The picture in the README: the queue of the demo. `UPDATE_DOCS=1 ./tests/run browser` takes it anew;
// otherwise the one that is there must be a picture of that size, and it must still be possible to take it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Desk, launch, reader } from './lib.mjs';
import { saveView, signIn } from './steps.mjs';
import { paths } from './words.mjs';

const SIZE = { width: 1440, height: 900 };
const FILE = resolve(dirname(fileURLToPath(import.meta.url)), '../../docs/images/queue.png');

const VIEWS = [
  ['Erasure, in progress', '?right=delete&stage=working'],
  ['My open access', '?view=mine&right=access'],
  ['Waits for us', '?waiting=desk'],
];

let desk;
let browser;

before(async () => {
  browser = await launch();
  desk = await Desk.start({ command: ['demo', '--cases', '150', '--seed', '7'] });
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Width and height of a PNG (RFC 2083 4.1.1: the header is the first chunk). */
const sizeOf = (bytes) => {
  assert.equal(bytes.subarray(0, 8).toString('hex'), '89504e470d0a1a0a', 'not a PNG');
  assert.equal(bytes.subarray(12, 16).toString('latin1'), 'IHDR');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
};

test('the picture of the queue can be taken, and the one in the README is there', async () => {
  const { context, complaints } = await reader(browser, SIZE);
  const page = await context.newPage();
  const { email, secret } = desk.signIns().find(({ role }) => role === 'handler');
  await signIn(page, desk.url, { email, password: secret });
  for (const [name, query] of VIEWS) await saveView(page, desk.url, name, query);
  await page.goto(desk.url + paths.queue);
  const boxes = page.locator('main tbody input[type=checkbox]');
  assert.ok((await boxes.count()) > 20, 'a queue worth a picture');
  for (const n of [3, 5]) await boxes.nth(n).check();
  await page.mouse.move(0, 0);
  const taken = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  assert.deepEqual(sizeOf(taken), SIZE);
  assert.deepEqual(complaints, []);
  await context.close();
  if (process.env.UPDATE_DOCS === '1') {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, taken);
  }
  assert.ok(existsSync(FILE), `${FILE} is missing; UPDATE_DOCS=1 takes it`);
  assert.deepEqual(sizeOf(readFileSync(FILE)), SIZE);
  const readme = readFileSync(resolve(dirname(FILE), '../../README.md'), 'utf8');
  assert.match(readme, /!\[[^\]]+\]\(docs\/images\/queue\.png\)/);
});
