// The whole life of a request, as the people in it live it: an admin sets up the desk, a person
// without scripts asks for a copy and for deletion, a handler works, an approver decides, the
// answer arrives, and the record of it all verifies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Cast, story } from './cast.mjs';
import { Desk, eventually, inspect, launch, mailsIn, nextMail, reader } from './lib.mjs';
import { choose, confirmByCode, give, offers, pressFirst, submitRequest } from './steps.mjs';
import { field, paths, press, reference, says, subject } from './words.mjs';

const PASSWORD = 'a long and quiet river 42';
const people = {
  admin: { name: 'Ines Admin', email: 'ines@desk.example', password: PASSWORD },
  handler: { name: 'Hana Handler', email: 'hana@desk.example', password: PASSWORD, role: 'handler' },
  approver: { name: 'Aron Approver', email: 'aron@desk.example', password: PASSWORD, role: 'approver' },
};
const requester = {
  [field.right]: ['access', 'delete'],
  [field.name]: 'Rosa Núñez',
  [field.email]: 'rosa@people.example',
  [field.country]: 'DE',
  [field.role]: 'self',
  account_role: 'student',
  [field.details]: 'I took two courses in 2024.',
};

let desk;
let browser;
let cast;
let number;
const step = story();
const openCase = (who) => cast.at(who, paths.case(number));

before(async () => {
  browser = await launch();
  desk = await Desk.start();
  cast = new Cast(browser, desk);
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

step('the printed link lets the first admin set a password, once', async () => {
  const link = await cast.first(people.admin);
  const other = await reader(browser);
  const again = await other.context.newPage();
  await again.goto(link);
  assert.equal(await again.locator('input[type=password]').count(), 0, 'the link works twice');
  await other.context.close();
});

step('the admin invites a handler and an approver', async () => {
  await cast.join(people.handler);
  await cast.join(people.approver);
});

step('a person asks for a copy and for deletion, with scripts off', async () => {
  const page = await cast.page('requester', { scripts: false });
  await page.goto(desk.url + paths.start);
  await submitRequest(page, desk.url, requester);
  assert.match(await page.locator('main').innerText(), says.checkYourMail);
});

step('a wrong code is refused and what was typed stays', async () => {
  const page = await cast.page('requester');
  const real = mailsIn(desk.mailFolder).find((mail) => mail.to.includes(requester.email))?.code;
  await page.locator(`[name=${field.code}]`).fill(real === '000000' ? '000001' : '000000');
  await pressFirst(page, press.confirm, press.next);
  assert.equal(await page.locator(`[name=${field.code}]`).count(), 1);
  assert.match(await page.locator('main').innerText(), says.wrongCode);
});

step('the code from the mail confirms, and the reference is shown and mailed', async () => {
  const page = await cast.page('requester');
  await confirmByCode(page, desk.mailFolder, requester.email, cast.seen);
  [number] = (await page.locator('main').innerText()).match(reference) ?? [];
  assert.ok(number, `no reference on ${page.url()}`);
  const mail = await nextMail(desk.mailFolder, requester.email, cast.seen, { which: (found) => found.text.includes(number) });
  assert.match(mail.subject, subject.received);
});

step('the handler finds it in the queue, takes it and accepts the identity', async () => {
  const page = await cast.page('handler');
  await page.goto(desk.url + paths.queue);
  await page.getByRole('link', { name: new RegExp(`${number}|${requester.name}|${requester.email}`, 'i') }).first().click();
  assert.ok(page.url().endsWith(paths.case(number)), page.url());
  await give(page, 'take', {}, press.take);
  await openCase('handler');
  await give(page, 'accept_identity', { [field.method]: 'account_match', [field.note]: 'The account has this address.' }, press.acceptIdentity);
});

step('the handler attaches what a system found, and somebody else signs it off', async () => {
  const page = await cast.page('handler');
  await page.goto(desk.url + paths.files(number));
  const form = page.locator('main form:has(input[type=file])').first();
  const letter = { name: 'letter.csv', mimeType: 'text/csv', buffer: Buffer.from('day,what\n2024-03-01,Course in Norse\n') };
  await form.locator('input[type=file]').setInputFiles(letter);
  await choose(form, field.others, 'yes');
  await form.getByRole('button', { name: press.attach }).click();
  await page.waitForLoadState('load');
  assert.match(await page.locator('main').innerText(), /letter\.csv/);
  const second = await cast.page('approver');
  await second.goto(desk.url + paths.files(number));
  await give(second, 'sign_off_file', { [field.reason]: 'Nobody else is named in it.' }, press.signOff);
  assert.deepEqual(await inspect(second), []);
});

step('the handler finishes every task and settles both rights', async () => {
  const page = await openCase('handler');
  await give(page, 'complete_task', { [field.result]: 'found', [field.details]: 'One letter.' }, press.completeTask);
  const tasks = await repeat('complete_task', { [field.result]: 'nothing_held', [field.details]: 'Looked for the address and the name.' }, press.completeTask);
  assert.ok(tasks > 0, 'accepting the identity planned no task');
  const items = await repeat('settle_item', { [field.outcome]: 'done', [field.text]: 'Nothing is held about you.' }, press.settle);
  assert.equal(items, 2, 'both rights are settled one by one');
  await give(page, 'propose_answer', { [field.text]: 'We hold nothing about you any more.' }, press.propose);
});

/** Gives a command as long as the case offers it; answers how often. */
const repeat = async (verb, answers, label) => {
  let times = 0;
  for (let page = await openCase('handler'); await offers(page, verb); page = await openCase('handler')) {
    assert.ok(times < 200, `${verb} never ends`);
    await give(page, verb, answers, label);
    times += 1;
  }
  return times;
};

step('who proposed may not approve', async () => {
  const page = await openCase('handler');
  assert.equal(await offers(page, 'approve'), false);
});

step('the approver approves, and the answer is mailed', async () => {
  const page = await openCase('approver');
  await give(page, 'approve', {}, press.approve);
  await openCase('approver');
  assert.match(await page.locator('main').innerText(), says.closed);
  const mail = await nextMail(desk.mailFolder, requester.email, cast.seen, { which: (found) => found.text.includes(number) && subject.answer.test(found.subject) });
  assert.doesNotMatch(mail.text, /The account has this address/, 'an internal note went out');
});

step('the person sees the outcome after signing in with reference and code', async () => {
  const page = await cast.page('requester');
  await page.context().clearCookies();
  await page.goto(desk.url + paths.status);
  const main = page.locator('main');
  await choose(main, 'reference', number);
  await choose(main, field.email, requester.email);
  await pressFirst(page, press.next, press.signIn, /send/i);
  await confirmByCode(page, desk.mailFolder, requester.email, cast.seen);
  assert.match(await main.innerText(), says.closed);
  assert.ok((await main.innerText()).includes(number));
});

step('the person downloads the copy after a fresh code, and it opens without the internet', async () => {
  const page = await cast.page('requester');
  await eventually('the copy', async () => {
    await page.goto(`${desk.url}${paths.status}/request`);
    return says.copyReady.test(await page.locator('main').innerText());
  });
  await pressFirst(page, press.codeForDownload);
  await confirmByCode(page, desk.mailFolder, requester.email, cast.seen);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: press.download }).click();
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  const archive = join(folder, (await coming).suggestedFilename());
  await (await coming).saveAs(archive);
  execFileSync('python3', ['-m', 'zipfile', '-e', archive, folder]);
  for (const look of [{}, { scheme: 'dark', width: 320, height: 700 }]) {
    const { context, complaints } = await reader(browser, look);
    const copy = await context.newPage();
    await copy.goto(`file://${folder}/index.html`);
    assert.match(await copy.locator('main').innerText(), /letter\.csv/);
    // It carries its own styles: there is no server to ask for them.
    const wrong = (await inspect(copy)).filter((what) => what !== 'inline style or script');
    assert.deepEqual([...wrong, ...complaints], []);
    await context.close();
  }
  rmSync(folder, { recursive: true });
});

step('the audit record verifies', async () => {
  const { code, out, err } = await desk.run('audit', 'verify');
  assert.equal(code, 0, out + err);
});

step('no page logged an error, broke its policy or asked another host', async () => {
  assert.deepEqual(cast.complaints(), []);
});
