// The tools that start and drive the binary, held against a stand-in that behaves in known ways:
// what they report about the real one can then be believed.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Desk, eventually } from './lib.mjs';

const STAND_IN = `#!${process.execPath}
const { createServer } = require('node:http');
const [command] = process.argv.slice(2);
const [host, port] = process.env.RIGHTSDESK__SERVER__LISTEN.split(':');
if (command === 'api-key') { console.log('Keep it safe.'); console.log('key-of-' + process.argv[7]); process.exit(0); }
if (command === 'audit') { console.error('it does not verify'); process.exit(1); }
if (command === 'broken') { console.error('no such database'); process.exit(1); }
console.log('Rightsdesk listens on http://' + host + ':' + port + '/');
console.log('First admin: http://' + host + ':' + port + '/welcome/Zk3v9Qm2Lw8Rt5Yx1Bn7');
if (command === 'demo') console.log('  Approver  ana@demo.example   green-lake-7\\n  Admin     ben@demo.example   blue-hill-3\\nwrite to support@demo.example');
createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });
}).listen(Number(port), host);
`;

const outside = process.env.RIGHTSDESK_BIN;
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  process.env.RIGHTSDESK_BIN = join(folder, 'rightsdesk');
  writeFileSync(process.env.RIGHTSDESK_BIN, STAND_IN);
  chmodSync(process.env.RIGHTSDESK_BIN, 0o755);
});

after(() => {
  if (outside === undefined) delete process.env.RIGHTSDESK_BIN;
  else process.env.RIGHTSDESK_BIN = outside;
  rmSync(folder, { recursive: true, force: true });
});

test('a desk starts, shows its link and its sign-ins, and stops without a trace', async () => {
  const desk = await Desk.start({ command: ['demo'], database: 'sqlite://x' });
  assert.equal(await desk.adminLink(), `${desk.url}/welcome/Zk3v9Qm2Lw8Rt5Yx1Bn7`);
  assert.deepEqual(desk.signIns(), [
    { email: 'ana@demo.example', role: 'approver', secret: 'green-lake-7' },
    { email: 'ben@demo.example', role: 'admin', secret: 'blue-hill-3' },
  ]);
  await desk.stop();
  assert.equal(existsSync(desk.folder), false);
  await assert.rejects(fetch(desk.url));
});

test('commands and API calls report what happened', async () => {
  const desk = await Desk.start();
  assert.equal(await desk.apiKey('work'), 'key-of-work');
  const verify = await desk.run('audit', 'verify');
  assert.deepEqual([verify.code, verify.err.trim()], [1, 'it does not verify']);
  const { status, json } = await desk.api('secret', '/cases', { body: { a: 1 }, idempotency: 'k' });
  assert.deepEqual([status, json.method, json.url, json.body], [201, 'POST', '/api/v1/cases', '{"a":1}']);
  assert.deepEqual([json.headers.authorization, json.headers['idempotency-key']], ['Bearer secret', 'k']);
  assert.equal((await desk.kill()).signal, 'SIGKILL');
  await desk.stop();
});

test('a desk that ends while starting is an error that shows its words', async () => {
  await assert.rejects(Desk.start({ command: ['broken'] }), /ended while starting[^]*no such database/);
});

test('waiting ends with the reason', async () => {
  const never = () => {
    throw new Error('still away');
  };
  await assert.rejects(eventually('the moon', never, { within: 30, every: 5 }), /30 ms for the moon: still away/);
});
