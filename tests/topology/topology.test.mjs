// Two instances of one desk on one PostgreSQL; one is killed with -9 under load. Nothing that was
// acknowledged may be lost, nothing may happen twice, and the survivor finishes the other's work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desk, eventually } from '../browser/desk.mjs';
import { mailsIn } from '../browser/mailbox.mjs';

const CLIENTS = 4;
const ENOUGH_BEFORE = 40;
const ENOUGH_AFTER = 40;
// A lease of the dead instance has to lapse before the survivor may take its jobs; a short one lapses sooner.
const SHORT_LEASES = {
  RIGHTSDESK__MAIL__TIMEOUT_SECONDS: '10',
  RIGHTSDESK__CONNECTOR__TIMEOUT_SECONDS: '10',
  RIGHTSDESK__WORKER__LEASE_SECONDS: '20',
};
const LEASES_LAPSE = 240_000;

let first;
let second;
let key;

before(async () => {
  assert.ok(process.env.TEST_DESK_DATABASE_URL?.startsWith('postgres'), 'TEST_DESK_DATABASE_URL must name a PostgreSQL database; run ./tests/run topology');
  first = await Desk.start({ env: SHORT_LEASES });
  // Both share the folder, as two instances of one desk share their keys and their mail folder.
  second = await Desk.start({ folder: first.folder, env: SHORT_LEASES });
  key = await first.apiKey('work');
});

after(async () => {
  await second?.stop();
  await first?.stop();
});

const request = (n) => ({
  rights: [n % 2 ? 'access' : 'delete'],
  requester: { name: `Person ${n}`, email: `person${n}@people.example`, country: 'DE' },
  channel: 'email',
});

const acknowledged = new Map();
const failures = { before: 0, after: 0, conflicts: [] };
let killed = false;

/** Posts one case until somebody acknowledges it; a repeat carries the same key. */
const record = async (n) => {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const desk = (n + attempt) % 2 ? first : second;
    try {
      const { status, json, text } = await desk.api(key, '/cases', { body: request(n), idempotency: `topology-${n}` });
      if (status === 201) {
        acknowledged.set(n, json.reference);
        return;
      }
      // Anything but "busy, try again" is a wrong answer to a good request.
      if (![409, 429, 503].includes(status)) failures.conflicts.push(`${n}: ${status} ${text.slice(0, 200)}`);
    } catch {
      failures[killed ? 'after' : 'before'] += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`case ${n} was never acknowledged`);
};

test('an instance killed under load loses nothing that was acknowledged', async () => {
  let next = 0;
  let enough = Infinity;
  const client = async () => {
    while (acknowledged.size < enough) await record((next += 1));
  };
  const clients = Array.from({ length: CLIENTS }, client);
  const finished = Promise.all(clients);
  await Promise.race([finished, eventually('the first cases', () => acknowledged.size >= ENOUGH_BEFORE, { within: 60_000, every: 5 })]);
  killed = true;
  const end = await first.kill();
  enough = acknowledged.size + ENOUGH_AFTER;
  await finished;
  assert.equal(end.signal, 'SIGKILL', 'the first instance was not killed');
  assert.ok(failures.after > 0, 'no request met the dead instance: the fault did not happen');
  assert.equal(failures.before, 0, 'requests failed before the fault');
  assert.deepEqual(failures.conflicts, []);
  for (const reference of acknowledged.values()) {
    const { status } = await second.api(key, `/cases/${reference}`);
    assert.equal(status, 200, `${reference} was acknowledged and is gone`);
  }
});

test('every request became exactly one case', async () => {
  assert.equal(new Set(acknowledged.values()).size, acknowledged.size, 'one reference was given twice');
  const listed = [];
  for (let cursor = ''; cursor !== null; ) {
    const { status, json } = await second.api(key, `/cases?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    assert.equal(status, 200);
    listed.push(...json.items.map((item) => item.reference));
    cursor = json.next_cursor ?? null;
  }
  assert.deepEqual(listed.sort(), [...acknowledged.values()].sort());
});

test('a repeated call is answered by the other instance with the first answer', async () => {
  const [n, reference] = [...acknowledged][0];
  const again = await second.api(key, '/cases', { body: request(n), idempotency: `topology-${n}` });
  assert.deepEqual([again.status, again.json.reference], [201, reference]);
  const other = await second.api(key, '/cases', { body: request(n + 1), idempotency: `topology-${n}` });
  assert.equal(other.status, 422);
});

test('the survivor sends every mail, and no mail twice under another name', async () => {
  await eventually(
    'a mail to every requester',
    () => {
      const mails = mailsIn(second.mailFolder);
      return [...acknowledged.keys()].every((n) => mails.some((mail) => mail.to.includes(request(n).requester.email)));
    },
    { within: LEASES_LAPSE, every: 1_000 },
  );
  const names = new Map();
  for (const mail of mailsIn(second.mailFolder)) {
    const about = `${mail.to} ${mail.subject}`;
    names.set(about, new Set([...(names.get(about) ?? []), mail.id]));
  }
  assert.deepEqual([...names].filter(([, ids]) => ids.size > 1).map(([about]) => about), []);
});

test('the survivor is well and the record verifies', async () => {
  await second.ready();
  const { code, out, err } = await second.run('audit', 'verify');
  assert.equal(code, 0, out + err);
});

test('a new instance joins', async () => {
  const third = await Desk.start({ folder: first.folder, env: SHORT_LEASES });
  const [, reference] = [...acknowledged][0];
  assert.equal((await third.api(key, `/cases/${reference}`)).status, 200);
  await third.stop();
});
