// One person's request as everybody in it sees it: the person, the desk, the owners of systems.
import assert from 'node:assert/strict';
import { nextMail } from './lib.mjs';
import { answerAll, confirmByCode, give, offers, pressFirst, submitRequest } from './steps.mjs';
import { field, paths, press, reference, says } from './words.mjs';

/** One person's request, and what is done about it. `world` has the cast, once there is one. */
export class Request {
  #world;

  constructor(world, who, answers) {
    this.#world = world;
    this.who = who;
    this.email = `${who}@people.example`;
    this.answers = { [field.name]: who, [field.email]: this.email, [field.country]: 'DE', [field.role]: 'self', ...answers };
  }

  get #cast() {
    return this.#world.cast;
  }

  mail(which) {
    return nextMail(this.#cast.desk.mailFolder, this.email, this.#cast.seen, { which });
  }

  async submit() {
    const page = await this.#cast.page(this.who, { scripts: false });
    await submitRequest(page, this.#cast.desk.url, this.answers);
    await confirmByCode(page, this.#cast.desk.mailFolder, this.email, this.#cast.seen);
    [this.number] = (await page.locator('main').innerText()).match(reference) ?? [];
    assert.ok(this.number, `no reference on ${page.url()}`);
  }

  /** The case page, as one of the desk sees it. */
  desk(who = 'handler') {
    return this.#cast.at(who, paths.case(this.number));
  }

  async give(who, verb, answers, label) {
    const page = await this.desk(who);
    await give(page, verb, answers, label);
    return this.desk(who);
  }

  /** Finishes every open task with the first of these results that its kind can have. */
  async finish(...results) {
    for (let left = 60; await offers(await this.desk(), 'complete_task'); left -= 1) {
      assert.ok(left > 0, 'tasks never end');
      const page = await this.desk();
      const can = await page.locator('[name=result]').first().locator('option').evaluateAll((all) => all.map((option) => option.value));
      const result = results.find((one) => can.includes(one));
      assert.ok(result, `none of ${results.join(', ')} in ${can.join(', ')}`);
      await give(page, 'complete_task', { [field.result]: result, count: '3', [field.details]: 'Looked by address.' }, press.completeTask);
    }
  }

  /** Links to tasks of this request that were mailed to an owner. */
  async tasks(owner, which = () => true) {
    const mail = await nextMail(this.#cast.desk.mailFolder, owner, this.#cast.seen, { which: (found) => found.text.includes(this.number) && which(found) });
    assert.ok(!mail.text.includes(this.email) && !mail.text.includes(this.answers[field.name]), 'the mail names the person');
    return mail.link('/task/');
  }

  /** What the person's own page says, after signing in with reference and code. */
  async portal() {
    const page = await this.#cast.page(this.who);
    const answer = await page.goto(`${this.#cast.desk.url}${paths.status}/request`);
    if (answer.status() === 401) {
      await page.goto(this.#cast.desk.url + paths.status);
      await answerAll(page.locator('main'), { reference: this.number, [field.email]: this.email });
      await pressFirst(page, press.next, press.signIn, /send/i);
      await confirmByCode(page, this.#cast.desk.mailFolder, this.email, this.#cast.seen);
    }
    return page;
  }

  async portalSays() {
    return (await this.portal()).locator('main').innerText();
  }

  /**
   * Everybody is told the same: the queue, the page of the request, the board of tasks and the person.
   * `tasks` is how many of them are open.
   */
  async stands(stage, tasks) {
    const told = says.stages[stage];
    const row = (await this.#cast.at('handler', paths.queue)).locator('main tbody tr').filter({ hasText: this.number });
    assert.equal(await row.count(), stage === 'closed' ? 0 : 1, `${this.number} in the queue`);
    if (stage !== 'closed') assert.match(await row.innerText(), told.desk);
    assert.match(await (await this.desk()).locator('main').innerText(), told.desk);
    assert.equal(await this.onTheBoard(), tasks, `open tasks of ${this.number}`);
    assert.match(await this.portalSays(), told.person);
  }

  /** How many open tasks the board shows. */
  async onTheBoard() {
    const page = await this.#cast.at('handler', paths.tasks);
    return page.locator('main tbody tr').filter({ hasText: this.number }).count();
  }

  /** Ticks every point of the list before closing an account. */
  async tickAll(words) {
    const open = (page) =>
      page.locator('main details:has(form [value="check_point"])').filter({ has: page.locator('summary', { hasText: /^Tick it(?! anew)/ }) });
    for (let left = 6; ; left -= 1) {
      const page = await this.desk();
      const [point] = await open(page).all();
      if (!point) return;
      assert.ok(left > 0, 'the checklist never ends');
      await point.locator('summary').click();
      await point.locator('form textarea').fill(words);
      await point.locator('form button').first().click();
      await page.waitForLoadState('load');
    }
  }
}
