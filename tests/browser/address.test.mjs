// Another address in the middle of a request: asked for on the status page with scripts off, confirmed from the new
// mailbox, stopped from the old one; and every page on the way as all readers see it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Cast, story } from './cast.mjs';
import { Desk, inspect, judge, launch, nextMail, reader } from './lib.mjs';
import { answerAll, confirmByCode, pressFirst, submitRequest } from './steps.mjs';
import { field, paths, press, reference } from './words.mjs';

const OLD = 'nora@people.example';
const NEW = 'nora@elsewhere.example';
const STATUS = `${paths.status}/request`;

let desk;
let browser;
let cast;
const step = story();
const links = {};

before(async () => {
  browser = await launch();
  desk = await Desk.start();
  cast = new Cast(browser, desk);
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

const linkTo = async (email) =>
  (await nextMail(desk.mailFolder, email, cast.seen, { which: (mail) => Boolean(mail.link('/address/')) })).link('/address/');

/** The status page, opened in every look with the session of the person. */
const status = async (page) => {
  const storageState = await page.context().storageState();
  for (const look of [{}, { scheme: 'dark' }, { width: 320, height: 700 }, { scheme: 'dark', width: 320, height: 700 }]) {
    const { context, complaints } = await reader(browser, { ...look, storageState });
    const shown = await context.newPage();
    await shown.goto(desk.url + STATUS);
    await shown.locator('#address > summary').click();
    assert.deepEqual([...(await inspect(shown)), ...complaints], [], JSON.stringify(look));
    await context.close();
  }
};

const wish = async (page, email) => {
  await page.goto(desk.url + STATUS);
  await page.locator('#address > summary').click();
  await answerAll(page.locator('#address'), { [field.email]: email });
  await page.locator('#address button').click();
  await page.waitForLoadState('load');
};

step('a request is made, and its person signs in', async () => {
  const page = await cast.page('person', { scripts: false });
  const answers = { [field.right]: 'access', [field.name]: 'Nora Nord', [field.email]: OLD, [field.country]: 'NO', [field.role]: 'self' };
  await submitRequest(page, desk.url, answers);
  await confirmByCode(page, desk.mailFolder, OLD, cast.seen);
  const [number] = (await page.locator('main').innerText()).match(reference) ?? [];
  assert.ok(number, `no reference on ${page.url()}`);
  await page.goto(desk.url + paths.status);
  await answerAll(page.locator('main'), { reference: number, [field.email]: OLD });
  await pressFirst(page, press.next, press.signIn, /send/i);
  await confirmByCode(page, desk.mailFolder, OLD, cast.seen);
  await status(page);
});

step('an address that is none, or the same, is refused and stays typed', async () => {
  const page = await cast.page('person');
  for (const [typed, why] of [['nora(at)elsewhere', /address/i], [OLD, /already/i]]) {
    await wish(page, typed);
    assert.match(await page.locator('#address').innerText(), why);
    assert.equal(await page.locator('#address input[type=email], #address [name=email]').first().inputValue(), typed);
  }
});

step('both mailboxes are written to, and the new one confirms', async () => {
  const page = await cast.page('person');
  await wish(page, NEW);
  assert.match(await page.locator('main').innerText(), new RegExp(NEW));
  await status(page);
  [links.confirm, links.stop] = [await linkTo(NEW), await linkTo(OLD)];
  for (const link of [links.confirm, links.stop]) assert.deepEqual(await judge(browser, link), []);
  const stranger = await cast.page('new mailbox', { scripts: false });
  await stranger.goto(links.confirm);
  await pressFirst(stranger, /^this is my address/i);
  assert.ok(!(await stranger.locator('main').innerText()).includes('Nora'), 'it names the person');
  assert.deepEqual(await judge(browser, stranger.url(), { inert: true }), []);
  assert.deepEqual(await judge(browser, links.confirm, { status: 410 }), [], 'a link that was used');
});

step('the old mailbox stops it, and the address stays', async () => {
  const owner = await cast.page('old mailbox', { scripts: false });
  await owner.goto(links.stop);
  await pressFirst(owner, /^this was not me/i);
  assert.deepEqual(await judge(browser, owner.url(), { inert: true }), []);
  assert.equal((await owner.goto(links.stop)).status(), 410);
  const page = await cast.page('person');
  await page.goto(desk.url + STATUS);
  assert.ok(!(await page.locator('main').innerText()).includes(NEW), 'the wish is still shown');
});

step('nothing went wrong on any page', async () => {
  assert.deepEqual(cast.complaints(), []);
});
