// Every page, public and desk, in the demo's believable data: the whole judgement of axe.mjs.
// Desk pages are found by following links, so that a new page is judged without being listed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, inspect, judge, launch, reader, spaced } from './lib.mjs';
import { answerAll, pressFirst, saveView, signIn, submitRequest } from './steps.mjs';
import { field, paths, press, reference } from './words.mjs';

const PUBLIC = [
  [paths.start, {}],
  [paths.request, {}],
  [paths.status, {}],
  [paths.signIn, {}],
  ['/no-such-page', { status: 404 }],
];
const MUST_BE_FOUND = [
  paths.queue, paths.case(':reference'), paths.files(':reference'), paths.audit, paths.whatIf, paths.holds, paths.settings, paths.laws, paths.calendars,
  paths.dataMap, paths.tasks,
  paths.reports, paths.calendar,
];
const CASES_PER_ROLE = 3;
const DOWNLOAD = /\.(csv|xlsx|pdf|ics|json|zip|eml)$|\/(download|export)\b|\/files\/[^/]+$|sign-out/;

const ANSWERS = {
  [field.right]: ['access', 'correct'],
  [field.name]: 'Ola Nordmann',
  [field.email]: 'ola@people.example',
  [field.country]: 'NO',
  [field.role]: 'self',
  [field.details]: 'My address is out of date.',
};

let desk;
let browser;
const sessions = {};

before(async () => {
  browser = await launch();
  desk = await Desk.start({ command: ['demo', '--cases', '60', '--seed', '7'] });
  for (const { email, role, secret } of desk.signIns()) {
    if (sessions[role]) continue;
    const { context } = await reader(browser);
    await signIn(await context.newPage(), desk.url, { email, password: secret });
    sessions[role] = await context.storageState();
    await context.close();
  }
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

for (const [path, how] of PUBLIC) {
  test(`public page ${path}`, async () => {
    assert.deepEqual(await judge(browser, desk.url + path, how), []);
  });
}

test('a long label of a button wraps in a narrow window, also with wide text spacing', async () => {
  const { context } = await reader(browser, { width: 320, height: 700 });
  const page = await context.newPage();
  await page.goto(desk.url + paths.status);
  await page.locator('main .btn').evaluateAll((all) => {
    for (const button of all) button.textContent = 'Send another code to the address of the request';
  });
  assert.deepEqual(await spaced(page), []);
  await context.close();
});

test('every step of the form', async (t) => {
  const { context } = await reader(browser);
  const steps = new Map();
  await submitRequest(await context.newPage(), desk.url, ANSWERS, async (page) => {
    steps.set(page.url(), await context.storageState());
  });
  await context.close();
  assert.ok(steps.size >= 3, `only ${steps.size} steps`);
  for (const [url, storage] of steps) {
    await t.test(new URL(url).pathname, async () => {
      assert.deepEqual(await judge(browser, url, { storage }), []);
    });
  }
});

test('an unanswered form says what is wrong, and is as accessible as before', async () => {
  const bare = await reader(browser, { scripts: false });
  const form = await bare.context.newPage();
  await form.goto(desk.url + paths.request);
  await pressFirst(form, press.send, press.next);
  assert.ok((await form.locator('main [role=alert], main [aria-invalid=true]').count()) > 0, 'without scripts nothing says what is wrong');
  await bare.context.close();
  for (const look of [{}, { scheme: 'dark', width: 320 }]) {
    const { context, complaints } = await reader(browser, look);
    const page = await context.newPage();
    await page.goto(desk.url + paths.request);
    // With scripts on, the browser's own check must not be the only one.
    await page.evaluate(() => document.querySelectorAll('form').forEach((form) => (form.noValidate = true)));
    await answerAll(page.locator('main'), {});
    await pressFirst(page, press.send, press.next);
    const alert = page.locator('main [role=alert], main [aria-invalid=true]');
    assert.ok((await alert.count()) > 0, 'nothing on the page says what is wrong');
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await context.close();
  }
});

test('a what-if with its answer, and one that needs another look', async () => {
  const storage = sessions.handler;
  const good = '?on=2026-05-06&zone=Europe/London&rule=uk_gdpr&rule=us_va&calendar=GB-ENG';
  assert.deepEqual(await judge(browser, desk.url + paths.whatIf + good, { storage }), []);
  assert.deepEqual(await judge(browser, `${desk.url}${paths.whatIf}?on=soon&zone=Atlantis`, { storage, status: 422 }), []);
});

test('a system as an administrator sees it, with where it is called and its secrets', async () => {
  const storage = sessions.admin;
  const path = `${paths.dataMap}/systems/learning`;
  assert.deepEqual(await judge(browser, desk.url + path, { storage }), []);
  const { context } = await reader(browser, { storageState: storage, width: 320 });
  const page = await context.newPage();
  await page.goto(desk.url + path);
  await page.locator('form[action$="/secret"] button').click();
  assert.match(await page.locator('#made-secret').innerText(), /^rdsys_/);
  assert.deepEqual(await inspect(page), []);
  await context.close();
});

// The address without what varies: any case stands for all, and a query is another view.
const kind = (path) => path.replace(reference, ':reference').replace(/\/templates\/[a-z_]+/, '/templates/:notice').replace(/\/laws\/[a-z_0-9]+/, '/laws/:rule').replace(/\/X-[A-Z0-9-]+/, '/:calendar').replace(/[0-9a-f-]{20,}|_[A-Za-z0-9]{16,}/g, ':id');

/** Follows the links of the desk as this role; one address for each kind of page. */
const walk = async (storage) => {
  const { context, complaints } = await reader(browser, { storageState: storage });
  const page = await context.newPage();
  // Of requests for a copy that are worked on: only they have a page of files.
  const open = [`${paths.queue}?right=access&stage=working`, paths.queue];
  const found = new Map();
  while (open.length > 0) {
    const path = open.shift();
    const key = kind(path);
    const same = found.get(key) ?? [];
    if (same.includes(path) || same.length >= (key === paths.case(':reference') ? CASES_PER_ROLE : 1)) continue;
    const answer = await page.goto(desk.url + path);
    assert.equal(answer.status(), 200, `${path}, which the desk links to, answers ${answer.status()}`);
    found.set(key, [...same, path]);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href));
    const local = links.map((href) => new URL(href)).filter((url) => url.origin === desk.url && url.pathname.startsWith('/desk'));
    open.push(...local.map((url) => url.pathname).filter((next) => !DOWNLOAD.test(next)));
  }
  await context.close();
  return { found, complaints };
};

// Two pages at a time: one is drawn while the server works for the other.
test('every page of the desk, for each role', { concurrency: 2 }, async (t) => {
  const roles = Object.keys(sessions);
  assert.deepEqual([...roles].sort(), ['admin', 'approver', 'compliance', 'handler'], 'the demo prints a sign-in for each role');
  const judged = new Set();
  const pages = [];
  for (const role of ['approver', 'admin', 'compliance', 'handler']) {
    const { found, complaints } = await walk(sessions[role]);
    assert.deepEqual(complaints, [], role);
    for (const [key, addresses] of found) {
      // A page looks alike for all roles but the case page, whose commands differ.
      if (judged.has(key) && key !== paths.case(':reference')) continue;
      judged.add(key);
      pages.push(...addresses.map((path) => [role, path]));
    }
  }
  assert.deepEqual(MUST_BE_FOUND.filter((key) => ![...judged].some((path) => path.startsWith(key))), [], 'pages that no link leads to');
  const look = ([role, path]) =>
    t.test(`${role}: ${path}`, async () => {
      assert.deepEqual(await judge(browser, desk.url + path, { storage: sessions[role] }), []);
    });
  await Promise.all(pages.map(look));
});

// Pages that only an action leads to: each is judged right after it, wide and light, narrow and dark.
const AFTERWARDS = [{}, { scheme: 'dark', width: 320, height: 700 }];

test('the page that shows a new key, and the one that refuses', async () => {
  for (const look of AFTERWARDS) {
    const { context, complaints } = await reader(browser, { ...look, storageState: sessions.admin });
    const page = await context.newPage();
    await page.goto(desk.url + paths.keys);
    const form = page.locator('main form[action="/desk/settings/keys"]');
    await form.getByRole('button', { name: press.makeKey }).click();
    await page.waitForLoadState('load');
    assert.ok((await page.locator('main [role=alert]').count()) > 0, 'nothing says that the scope is missing');
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await answerAll(form, { name: 'Website contact form', scope: 'intake' });
    await form.getByRole('button', { name: press.makeKey }).click();
    await page.waitForLoadState('load');
    assert.match(await page.locator('#made-key').innerText(), /^rdk_\S{40,}$/);
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await page.goto(desk.url + paths.keys);
    assert.equal(await page.locator('#made-key').count(), 0, 'the key is shown twice');
    await context.close();
  }
});

test('a calendar of the desk is made, a day is looked at and saved, and a calendar is chosen for a law', async () => {
  for (const [n, look] of AFTERWARDS.entries()) {
    const { context, complaints } = await reader(browser, { ...look, storageState: sessions.compliance });
    const page = await context.newPage();
    const pressed = async (form, name) => {
      await form.getByRole('button', { name }).click();
      await page.waitForLoadState('load');
      assert.deepEqual([...(await inspect(page)), ...complaints], []);
    };
    await page.goto(desk.url + paths.calendars);
    const make = page.locator(`main form[action="${paths.calendars}"]`);
    await pressed(make, press.makeCalendar);
    assert.ok((await page.locator('main [role=alert]').count()) > 0, 'nothing says what is missing');
    await answerAll(make, { name: `Office ${n}`, code: `OFFICE-${n}`, parent: 'DE', reason: 'The board keeps it.' });
    await pressed(make, press.makeCalendar);
    const own = `${paths.calendars}/X-OFFICE-${n}`;
    await page.goto(desk.url + own);
    const add = page.locator('main form.act', { has: page.locator('input[name=form][value=add]') });
    await answerAll(add, { on: '2027-03-01', name: 'Office closed' });
    await pressed(add, press.look);
    await pressed(page.locator('main form.act'), press.save);
    assert.ok((await page.locator('main [role=alert]').count()) > 0, 'nothing says that the reason is missing');
    await answerAll(page.locator('main form.act'), { reason: 'The board decided.' });
    await pressed(page.locator('main form.act'), press.save);
    await page.goto(desk.url + own);
    for (const summary of await page.locator('main details > summary').all()) await summary.click();
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await page.goto(`${desk.url}${paths.calendars}/laws/eu_gdpr`);
    await answerAll(page.locator('main form.act'), { calendar: `X-OFFICE-${n}` });
    await pressed(page.locator('main form.act'), press.look);
    await context.close();
  }
});

test('the letter of an answer under review stands in its frame with its own styles', async () => {
  for (const look of AFTERWARDS) {
    const { context, complaints } = await reader(browser, { ...look, storageState: sessions.approver });
    const page = await context.newPage();
    await page.goto(desk.url + paths.inReview);
    const links = await page.locator('main a[href^="/desk/cases/"]').evaluateAll((all) => all.map((a) => a.pathname));
    assert.ok(links.length > 0, 'nothing of the demo is under review');
    await page.goto(desk.url + paths.letter(links[0].match(reference)[0]));
    const sheet = page.frameLocator('main iframe').locator('main');
    assert.match(await sheet.innerText(), /how to complain/i);
    assert.notEqual(await sheet.evaluate((main) => getComputedStyle(main).borderRadius), '0px', 'the styles of the letter are refused');
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await context.close();
  }
});

test('a saved view and what came of several requests', async () => {
  for (const [n, look] of AFTERWARDS.entries()) {
    const { context, complaints } = await reader(browser, { ...look, storageState: sessions.handler });
    const page = await context.newPage();
    await saveView(page, desk.url, `Access ${n}`, ['?right=access', '?right=access&waiting=desk'][n]);
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    for (const summary of await page.locator('main details.views > summary').all()) await summary.click();
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await page.goto(desk.url + paths.queue);
    const boxes = page.locator('main tbody input[type=checkbox]');
    for (const at of [0, 1]) await boxes.nth(at).check();
    await page.locator('main .bulk').getByRole('button', { name: press.take }).click();
    await page.waitForLoadState('load');
    assert.ok((await page.locator('main [role=status]').count()) > 0, 'nothing says what was done');
    assert.deepEqual([...(await inspect(page)), ...complaints], []);
    await context.close();
  }
});

test('an error below the desk is a page of the desk', async () => {
  const wrong = await judge(browser, `${desk.url}/desk/nothing`, { storage: sessions.handler, status: 404 });
  assert.deepEqual(wrong, []);
});
