// What people are promised, each carried through to its end by everybody in it: a person who wants a copy, one
// whose data is wrong, a parent who wants a child deleted while invoices must stay, and an instructor who thinks
// better of leaving. A system's owner takes part by mail alone, without an account.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Cast, story } from './cast.mjs';
import { Desk, eventually, inspect, launch } from './lib.mjs';
import { Request } from './request.mjs';
import { answerAll, confirmByCode, give, offers, pressFirst, signIn } from './steps.mjs';
import { field, paths, press, says, subject } from './words.mjs';

const PASSWORD = 'a long and quiet river 42';
const FINANCE = 'finance@owners.example';
const staff = ['handler', 'approver'].map((role) => ({ role, name: `Robin ${role}`, email: `${role}@desk.example`, password: PASSWORD }));

let desk;
let browser;
let cast;
/** What requests are made in. */
const world = {};
const next = story();

/** A step, after which the journal still verifies. */
const step = (name, run) =>
  next(name, async () => {
    await run();
    const { code, out, err } = await desk.run('audit', 'verify');
    assert.equal(code, 0, out + err);
  });

before(async () => {
  browser = await launch();
  desk = await Desk.start();
  cast = new Cast(browser, desk);
  world.cast = cast;
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** An owner opens the link and says what came of it. */
const own = async (link, answers) => {
  const page = await cast.page('owner', { scripts: false });
  await page.goto(link);
  assert.deepEqual(await inspect(await cast.page('owner with scripts').then(async (p) => (await p.goto(link), p))), []);
  const form = page.locator('main form').first();
  await answerAll(form, answers);
  await form.locator('button').first().click();
  await page.waitForLoadState('load');
  assert.match(await page.locator('main').innerText(), says.taskRecorded);
};

step('the desk has two people, and finance can be asked by mail', async () => {
  await cast.first({ name: 'Ines Admin', email: 'ines@desk.example', password: PASSWORD });
  for (const person of staff) await cast.join(person);
  const shipped = await desk.run('data-map', 'export');
  assert.equal(shipped.code, 0, shipped.err);
  const file = join(desk.folder, 'map.toml');
  const with_mail = shipped.out.replace(/team = "Finance"/, `team = "Finance"\nmail = "${FINANCE}"`);
  assert.notEqual(with_mail, shipped.out, 'the shipped map names no finance team');
  writeFileSync(file, with_mail);
  const read = await desk.run('data-map', 'import', file, '--reason', 'Finance has a mailbox');
  assert.equal(read.code, 0, read.err);
});

const copy = new Request(world, 'rosa', { [field.right]: ['access'], [field.details]: 'What do you know of me?' });

step('a copy: nothing is asked before identity, then finance by mail', async () => {
  await copy.submit();
  await copy.stands('verifying', 0);
  await copy.give('handler', 'take', {}, press.take);
  await copy.give('handler', 'accept_identity', { [field.method]: 'account_match', [field.note]: 'The account has this address.' }, press.acceptIdentity);
  await copy.stands('working', 7);
});

step('a copy: finance hands in rows without an account, and the link ends', async () => {
  const link = await copy.tasks(FINANCE);
  await own(link, { [field.result]: 'found', rows: 'invoice\tamount\nF-2041\t49.00' });
  const again = await cast.page('owner');
  assert.equal((await again.goto(link)).status(), 410);
  await copy.stands('working', 6);
  assert.match(await (await copy.desk()).locator('main').textContent(), /F-2041/);
});

step('a copy: the rest holds nothing; proposed, approved, mailed', async () => {
  await copy.finish('nothing_held');
  await copy.stands('working', 0);
  await copy.give('handler', 'settle_item', { [field.outcome]: 'done' }, press.settle);
  await copy.give('handler', 'propose_answer', { [field.text]: 'Here is everything.' }, press.propose);
  assert.equal(await offers(await copy.desk(), 'approve'), false, 'who proposed may not approve');
  await copy.stands('review', 0);
  await copy.give('approver', 'approve', {}, press.approve);
  const letter = await copy.mail((found) => subject.answer.test(found.subject) && found.text.includes('Here is everything.'));
  assert.ok(!letter.text.includes('F-2041'), 'data was mailed');
  await copy.stands('closed', 0);
});

step('a copy: downloaded after a fresh code, and it holds what finance found', async () => {
  await eventually('the copy', async () => says.copyReady.test(await copy.portalSays()));
  const page = await copy.portal();
  await pressFirst(page, press.codeForDownload);
  await confirmByCode(page, desk.mailFolder, copy.email, cast.seen);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: press.download }).click();
  const archive = join(desk.folder, 'copy.zip');
  await (await coming).saveAs(archive);
  execFileSync('python3', ['-m', 'zipfile', '-e', archive, join(desk.folder, 'copy')]);
  assert.match(readFileSync(join(desk.folder, 'copy', 'index.html'), 'utf8'), /F-2041/);
});

const wrong = new Request(world, 'wilma', {
  [field.right]: ['correct'],
  'correct_1_field': 'Date of birth',
  'correct_1_current': '1 May 1987',
  'correct_1_proposed': '1 May 1978',
  'correct_2_field': 'Course grade',
  'correct_2_current': 'C',
  'correct_2_proposed': 'A',
});

step('a correction: decided field by field, one accepted and one refused', async () => {
  await wrong.submit();
  await wrong.stands('verifying', 0);
  await wrong.give('handler', 'take', {}, press.take);
  await wrong.give('handler', 'accept_identity', { [field.method]: 'account_match', [field.note]: 'Same address.' }, press.acceptIdentity);
  await wrong.give('handler', 'decide_correction', { decision: 'accepted' }, press.decideField);
  await wrong.give('handler', 'decide_correction', { decision: 'refused', [field.ground]: 'data_accurate', [field.text]: 'The grade is the one you got.' }, press.decideField);
  await wrong.finish('corrected', 'found', 'nothing_held');
  await wrong.stands('working', 0);
  await wrong.give('handler', 'settle_item', { [field.outcome]: 'partly_done', [field.ground]: 'data_accurate', [field.text]: 'One field was right as it stood.' }, press.settle);
});

step('a correction: the letter is read before it is proposed, and says field by field what was changed and why not', async () => {
  const page = await cast.at('handler', `${paths.case(wrong.number)}/letter`);
  assert.deepEqual(await inspect(page), []);
  await wrong.give('handler', 'propose_answer', { [field.text]: 'We looked at both fields.' }, press.propose);
  await wrong.stands('review', 0);
  await wrong.give('approver', 'approve', {}, press.approve);
  await wrong.stands('closed', 0);
  const letter = await wrong.mail((found) => found.text.includes('We looked at both fields.'));
  for (const said of [/Date of birth/, /1 May 1978/, /Course grade/, /The grade is the one you got/]) assert.match(letter.text, said);
  assert.match(await wrong.portalSays(), /Date of birth/);
});

const child = new Request(world, 'greta', {
  [field.right]: ['delete'],
  [field.role]: 'guardian',
  acting_for: 'Nils, her son',
  [field.details]: 'He is eleven and made an account.',
});

step('a child: the parent asks without an account and shows that she may', async () => {
  await child.submit();
  await child.stands('proof', 0);
  const page = await child.desk();
  assert.match(await page.locator('main').innerText(), /Nils, her son/);
  await child.give('handler', 'take', {}, press.take);
  // Nobody has to ask: the confirmation did.
  const own = await child.portal();

  const form = own.locator('main form.ask');
  await form.locator('textarea').fill('The birth certificate is attached.');
  await form.locator('input[type=file]').setInputFiles({ name: 'certificate.png', mimeType: 'image/png', buffer: await own.locator('h1').screenshot() });
  await form.locator('button').first().click();
  await own.waitForLoadState('load');
  assert.equal(await own.locator('main [role=alert]:visible').count(), 0, await own.locator('main').innerText());
});

step('a child: nothing is erased before a second person agreed; then finance keeps the invoices', async () => {
  await child.give('handler', 'accept_identity', { [field.method]: 'evidence', [field.note]: 'A birth certificate.' }, press.acceptIdentity);
  const early = await cast.page('handler');
  assert.equal(await offers(early, 'approve_execution'), false, 'a handler may release the erasure');
  for (const href of await early.locator('main a[href*="do=preview_task"]').evaluateAll((all) => all.map((a) => a.href))) {
    await early.goto(href);
    await give(early, 'preview_task', { count: '3' });
  }
  await child.give('approver', 'approve_execution', {}, press.release);
  const link = await child.tasks(FINANCE);
  await own(link, { [field.result]: 'retained', basis: 'mandatory_record_keeping', until: '2034-11-26', look_again_on: '2027-04-01', [field.details]: 'Three invoices.' });
  await child.finish('erased', 'anonymised', 'found');
  await child.give('handler', 'settle_item', { [field.outcome]: 'partly_done', [field.ground]: 'legal_obligation', [field.text]: 'Invoices stay, the rest is gone.' }, press.settle);
  await child.give('handler', 'propose_answer', { [field.text]: 'The account of your son is gone.' }, press.propose);
  await child.stands('review', 0);
  await child.give('approver', 'approve', {}, press.approve);
  await child.stands('closed', 0);
});

step('a child: the letter says what is kept, why and until when', async () => {
  const letter = await child.mail((found) => found.text.includes('The account of your son is gone.'));
  assert.match(letter.text, /26 November 2034/);
  assert.match(letter.text, /eight years/);
  assert.match(await child.portalSays(), /26 November 2034/);
});

const leaver = new Request(world, 'ivo', { [field.right]: ['terminate'], account_role: 'instructor', [field.details]: 'I stop teaching.' });

step('an instructor: released, then cooling off, then kept after all', async () => {
  await leaver.submit();
  await leaver.give('handler', 'take', {}, press.take);
  await leaver.give('handler', 'accept_identity', { [field.method]: 'account_match', [field.note]: 'Same address.' }, press.acceptIdentity);
  const early = await leaver.desk('approver');
  assert.match(await early.locator('main').innerText(), /Instructor balance/);
  await leaver.tickAll('The balance of 120 euro is paid out.');
  await leaver.give('approver', 'approve_execution', {}, press.release);
  const planned = await leaver.mail((found) => found.link('/cancel/'));
  const page = await cast.page(leaver.who);
  await page.goto(planned.link('/cancel/'));
  assert.equal(await page.locator('main').getByRole('button', { name: press.keepAccount }).count(), 1, 'opening the link changes nothing');
  await pressFirst(page, press.keepAccount);
  assert.match(await page.locator('h1').innerText(), /account stays/i);
  assert.equal((await page.goto(planned.link('/cancel/'))).status(), 410);
  assert.match(await leaver.portalSays(), /you withdrew it/);
  await leaver.stands('closed', 0);
  assert.match(await (await leaver.desk()).locator('main').innerText(), /cancelled|withdrawn/i);
});

const gone = new Request(world, 'nora', { [field.right]: ['terminate'], account_role: 'instructor', [field.details]: 'I stop teaching for good.' });

/** What is released and mailed, before the three days are over. */
let planned;

/** Whether the desk may say that something was closed. */
const canClose = async () => {
  const page = await gone.desk();
  const results = await page.locator('main [name=result] option').evaluateAll((all) => all.map((one) => one.value));
  return results.some((result) => ['erased', 'anonymised'].includes(result));
};

step('an instructor who goes: released after the list, and nothing is closed while it cools off', async () => {
  await gone.submit();
  await gone.give('handler', 'take', {}, press.take);
  await gone.give('handler', 'accept_identity', { [field.method]: 'account_match', [field.note]: 'Same address.' }, press.acceptIdentity);
  await gone.tickAll('Paid out, nothing is open.');
  await gone.give('approver', 'approve_execution', {}, press.release);
  planned = await gone.mail((found) => found.link('/cancel/'));
  assert.equal(await canClose(), false, 'an account may be closed while it cools off');
});

step('an instructor who goes: three days later the account is closed, and the link no longer keeps it', async () => {
  const later = new Date(Date.now() + 73 * 3_600_000).toISOString();
  await desk.restart({ RIGHTSDESK__CLOCK__PRETEND_NOW: later });
  for (const person of staff) await signIn(await cast.page(person.role), desk.url, person);
  await eventually('the end of the three days', canClose);
  const page = await cast.page(gone.who);
  assert.equal((await page.goto(planned.link('/cancel/'))).status(), 410);
  await gone.finish('erased', 'anonymised', 'found', 'nothing_held');
  await gone.give('handler', 'settle_item', { [field.outcome]: 'done' }, press.settle);
  await gone.give('handler', 'propose_answer', { [field.text]: 'Thank you for teaching with us.' }, press.propose);
  await gone.stands('review', 0);
  await gone.give('approver', 'approve', {}, press.approve);
});

step('an instructor who goes: the letter says what stays visible and why', async () => {
  const letter = await gone.mail((found) => found.text.includes('Thank you for teaching with us.'));
  assert.match(letter.text, /stay visible/i);
  await gone.stands('closed', 0);
});

step('no page logged an error, broke its policy or asked another host', async () => {
  assert.deepEqual(cast.complaints(), []);
});
