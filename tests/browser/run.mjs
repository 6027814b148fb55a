// Runs the test files named as arguments (default: all of this folder) and ends with one plain
// line of counts. A run without tests, or with skipped ones, is a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2).map((name) => resolve(name));
const files = named.length ? named : readdirSync(here).filter((name) => name.endsWith('.test.mjs')).map((name) => join(here, name));
const folder = mkdtempSync(join(tmpdir(), 'browser-run-'));
const tap = join(folder, 'result.tap');

// One file after the other: the machine has few cores and each file runs a server and a browser.
const reports = ['spec', 'stdout', 'tap', tap];
const { status } = spawnSync(
  process.execPath,
  [
    '--test-concurrency=1',
    '--test',
    ...[0, 2].flatMap((i) => [`--test-reporter=${reports[i]}`, `--test-reporter-destination=${reports[i + 1]}`]),
    ...files,
  ].filter((option) => option !== '--test-concurrency=1' || Number(process.versions.node.split('.')[0]) >= 21),
  { stdio: 'inherit', cwd: here },
);

const result = readFileSync(tap, 'utf8');
rmSync(folder, { recursive: true, force: true });
const count = (word) => Number(result.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
const passed = count('pass');
const failed = count('fail') + count('cancelled');
const left = count('skipped') + count('todo');
if (left) console.log(`${left} tests were skipped; a skipped test counts as a failure`);
if (passed + failed === 0) console.log('no test ran');
console.log(`${passed} passed, ${failed + left} failed`);
process.exit(status === 0 && passed > 0 && left === 0 ? 0 : 1);
