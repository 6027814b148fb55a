// "Who will be late in the next three weeks, and why?" One page answers it, and it can be taken away as PDF,
// as a workbook and into a calendar program: with the keyboard alone, and without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Desk, launch, reader } from './lib.mjs';
import { signIn } from './steps.mjs';
import { paths, reference } from './words.mjs';

const STOPS = 250;

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

/** What the focused thing is called. */
const focused = (page) =>
  page.evaluate(() => {
    const here = document.activeElement;
    return (here.getAttribute('aria-label') ?? here.innerText ?? '').trim();
  });

/** Goes on with the Tab key until something of that name has the focus. */
const tabTo = async (page, name) => {
  for (let stop = 0; stop < STOPS; stop++) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  assert.fail(`${name} cannot be reached with the keyboard`);
};

/** Presses Enter on what has the focus, and reads the file that comes. */
const taken = async (page) => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  return readFileSync(await download.path());
};

// Whether the program under test prints PDF: ./tests/run says so of the one it built with that feature.
const PRINTS = process.env.TEST_PRINTS === 'yes';

test('an officer sees who will be late and why, and takes it away, by keyboard', async () => {
  const { context, complaints } = await reader(browser, { scripts: false });
  const page = await context.newPage();
  const { email, secret } = desk.signIns().find(({ role }) => role === 'compliance');
  await signIn(page, desk.url, { email, password: secret });
  await page.goto(desk.url + paths.reports);

  const atRisk = page.getByRole('list', { name: 'Requests at risk' }).getByRole('listitem');
  assert.ok((await atRisk.count()) > 0, 'the demo has requests at risk');
  for (const line of await atRisk.all()) {
    assert.match(await line.innerText(), reference);
    assert.ok((await line.locator('.sub').innerText()).length > 20, 'and says why');
  }

  if (PRINTS) {
    await tabTo(page, /^Export$/);
    await page.keyboard.press('Enter');
    await tabTo(page, /PDF/);
    assert.equal((await taken(page)).subarray(0, 5).toString('latin1'), '%PDF-');
    await page.goto(desk.url + paths.reports);
  } else {
    assert.match(await page.locator('details.drop').textContent(), /print this page/);
  }
  await tabTo(page, /^Export$/);
  await page.keyboard.press('Enter');
  await tabTo(page, /XLSX/);
  assert.equal((await taken(page)).subarray(0, 4).toString('latin1'), 'PK\x03\x04');

  await page.goto(desk.url + paths.reports);
  await tabTo(page, /^Make a private address$/);
  await page.keyboard.press('Enter');
  const address = (await page.getByRole('status').locator('code').innerText()).trim();
  const feed = await (await fetch(address)).text();
  assert.match(feed, /^BEGIN:VCALENDAR\r\n/);
  assert.match(feed, /\r\nBEGIN:VEVENT\r\n/);

  await page.goto(desk.url + paths.reports);
  await tabTo(page, reference);
  const named = (await focused(page)).match(reference)[0];
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === paths.case(named));
  assert.deepEqual(complaints, []);
  await context.close();
});
