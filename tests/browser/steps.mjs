// What people do on the pages, in words of the trade: fill a form, give a command on a case, sign
// in. Finds things by field name, verb and visible text, never by class or position.
import assert from 'node:assert/strict';
import { nextMail } from './mailbox.mjs';
import { field, paths, press, subject } from './words.mjs';

const quoted = (value) => JSON.stringify(String(value));

/**
 * Answers one question of a form, whatever kind of field asks it; several values for checkboxes.
 * Answers whether the question was there to be answered.
 */
export const choose = async (scope, name, value) => {
  const fields = scope.locator(`[name=${quoted(name)}]:not([type=hidden])`);
  if ((await fields.count()) === 0) return false;
  const kind = await fields.first().evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
  if (kind === 'radio' || kind === 'checkbox') {
    let found = false;
    for (const one of [value].flat()) {
      // The box itself may be drawn by its label and be too small to click.
      const box = scope.locator(`[name=${quoted(name)}][value=${quoted(one)}]`);
      if ((await box.count()) > 0) {
        await box.first().check({ force: true });
        found = true;
      }
    }
    return found;
  }
  if (!(await fields.first().isVisible())) return false;
  if (kind === 'select') await fields.first().selectOption([value].flat().map(String));
  else await fields.first().fill(String(value));
  return true;
};

export const answerAll = async (scope, answers) => {
  for (const [name, value] of Object.entries(answers)) await choose(scope, name, value);
};

/** Presses the first visible button or link that says one of these, in this order. */
export const pressFirst = async (page, ...patterns) => {
  const scope = page.locator('main');
  for (const pattern of patterns) {
    for (const role of ['button', 'link']) {
      const found = scope.getByRole(role, { name: pattern }).first();
      if ((await found.count()) > 0 && (await found.isVisible())) {
        await found.click();
        await page.waitForLoadState('load');
        return;
      }
    }
  }
  const offered = await scope.locator('a, button').allInnerTexts();
  throw new Error(`${page.url()} offers none of ${patterns.join(', ')}, only: ${offered.join(' | ')}`);
};

/** Walks the public form, however many steps it has, until it asks for the code from the mail. */
export const submitRequest = async (page, base, answers, onStep = async () => {}) => {
  await page.goto(base + paths.start);
  for (let step = 0; step < 10; step += 1) {
    await onStep(page);
    if ((await page.locator(`[name=${field.code}]`).count()) > 0) return;
    await answerAll(page.locator('main'), answers);
    await pressFirst(page, press.send, press.next, press.begin);
  }
  assert.fail(`ten steps and no question for the code; the last page was ${page.url()}`);
};

/** Takes the code from the mail and confirms the address with it. */
export const confirmByCode = async (page, mails, email, seen) => {
  const mail = await nextMail(mails, email, seen, { which: (found) => subject.confirm.test(found.subject) });
  assert.match(mail.code ?? '', /^\d{6}$/, `no code in:\n${mail.text}`);
  await page.locator(`[name=${field.code}]`).fill(mail.code);
  await pressFirst(page, press.confirm, press.next);
  return mail;
};

/** Opens a one-time link and sets a password; some pages ask for it twice. */
export const setPassword = async (page, link, { name, email, password }) => {
  await page.goto(link);
  await answerAll(page.locator('main'), { [field.name]: name, [field.email]: email, [field.passwordAgain]: password });
  const asked = page.locator('main input[type=password]:visible');
  assert.ok((await asked.count()) > 0, `no password is asked for at ${page.url()}`);
  for (let n = 0; n < (await asked.count()); n += 1) await asked.nth(n).fill(password);
  await pressFirst(page, press.setPassword, press.signIn);
};

export const signIn = async (page, base, { email, password }) => {
  await page.goto(base + paths.signIn);
  await answerAll(page.locator('main'), { [field.email]: email, [field.password]: password });
  await pressFirst(page, press.signIn);
  assert.ok(!new URL(page.url()).pathname.startsWith(paths.signIn), `${email} could not sign in: ${await page.locator('main').innerText()}`);
};

/** The admin invites somebody; the link comes by mail. */
export const invite = async (page, base, mails, seen, { email, name, role }) => {
  await page.goto(base + paths.staff);
  const form = page.locator(`form:has([name=${field.email}]):has([name=${field.role}], [name=roles])`).first();
  await reveal(page, form, press.invite);
  await answerAll(form, { [field.email]: email, [field.name]: name, [field.role]: role, roles: role });
  await form.getByRole('button', { name: press.invite }).click();
  await page.waitForLoadState('load');
  const mail = await nextMail(mails, email, seen);
  const [link] = mail.text.match(/https?:\/\/[^\s<>"]+[A-Za-z0-9_-]{20,}/) ?? [];
  assert.ok(link, `no link in the invitation:\n${mail.text}`);
  return link;
};

const formOf = (page, verb) =>
  page.locator(`main form[action$="/${verb}"], main form:has([name="command"][value="${verb}"])`);

// A form may wait in a <details>, in a dialog, or behind a button that says what it does.
const reveal = async (page, form, label) => {
  if ((await form.count()) > 0 && (await form.isVisible())) return;
  const folds = form.locator('xpath=ancestor::details[not(@open)]');
  if ((await folds.count()) > 0) {
    // The outermost first: an inner one cannot be pressed before.
    while ((await folds.count()) > 0) await folds.first().locator('> summary').click();
  } else if (label) {
    await pressFirst(page, label);
  }
  await form.waitFor({ state: 'visible' });
};

/** Whether the case page offers this command to whoever looks at it. */
export const offers = async (page, verb) =>
  (await formOf(page, verb).count()) > 0 || (await page.locator(`main a[href$="/${verb}"]`).count()) > 0;

/** Gives a command on the case page: `give(page, 'accept_identity', { method: 'evidence' })`. */
export const give = async (page, verb, answers = {}, label = undefined) => {
  const away = page.locator(`main a[href$="/${verb}"]`);
  if ((await formOf(page, verb).count()) === 0 && (await away.count()) > 0) {
    await away.first().click();
    await page.waitForLoadState('load');
  }
  const form = formOf(page, verb).first();
  await reveal(page, form, label);
  await answerAll(form, answers);
  await form.locator('button:not([type=button]), input[type=submit]').first().click();
  await page.waitForLoadState('load');
  const alert = page.locator('main [role=alert]:visible, main [aria-invalid=true]:visible');
  if ((await alert.count()) > 0) throw new Error(`${verb} was refused: ${await alert.first().innerText()}`);
};

/** Keeps the filters of an address of the queue under a name. */
export const saveView = async (page, base, name, query) => {
  await page.goto(base + paths.queue + query);
  const form = page.locator('main form[action="/desk/views"]');
  await reveal(page, form);
  await form.locator(`[name=${field.name}]`).fill(name);
  await form.getByRole('button', { name: press.saveView }).click();
  await page.waitForLoadState('load');
  // In a narrow window the navigation waits behind the menu.
  const shown = page.locator('nav a[aria-current=page]').filter({ hasText: name });
  assert.ok((await shown.count()) > 0, `${name} is not in the navigation`);
};
