// The people of a journey: each has a browser of their own, one page in it, and a list of what went wrong there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reader } from './browser.mjs';
import { invite, setPassword, signIn } from './steps.mjs';
import { paths } from './words.mjs';

export class Cast {
  #readers = {};

  constructor(browser, desk) {
    this.browser = browser;
    this.desk = desk;
    /** Mails that were read. */
    this.seen = new Set();
  }

  /** The page of one person. */
  async page(who, settings = {}) {
    this.#readers[who] ??= await reader(this.browser, settings);
    this.#readers[who].page ??= await this.#readers[who].context.newPage();
    return this.#readers[who].page;
  }

  /** The page of one person, opened at an address. */
  async at(who, path) {
    const page = await this.page(who);
    const answer = await page.goto(this.desk.url + path);
    assert.equal(answer.status(), 200, `${who} cannot open ${path}`);
    return page;
  }

  /** The first admin takes the printed link and sets a password; answers the link. */
  async first(person) {
    const link = await this.desk.adminLink();
    await this.#enter(await this.page('admin'), link, person);
    return link;
  }

  /** The admin invites somebody, who sets a password; from then on they are known by their role. */
  async join(person) {
    const link = await invite(await this.page('admin'), this.desk.url, this.desk.mailFolder, this.seen, person);
    await this.#enter(await this.page(person.role), link, person);
  }

  async #enter(page, link, person) {
    await setPassword(page, link, person);
    if (!new URL(page.url()).pathname.startsWith(paths.queue)) await signIn(page, this.desk.url, person);
  }

  /** What pages complained of, by person. */
  complaints() {
    return Object.entries(this.#readers).flatMap(([who, { complaints }]) => complaints.map((what) => `${who} ${what}`));
  }
}

/** Steps that stand on each other; after a failure the rest would only tell the same again. */
export const story = () => {
  let broken = false;
  return (name, run) =>
    test(name, async () => {
      assert.ok(!broken, 'an earlier step failed');
      broken = true;
      await run();
      broken = false;
    });
};
