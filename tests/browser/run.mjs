// Runs the test files named as arguments (default: all of this folder) and ends with one plain
// line of counts. A run without tests, or with skipped ones, is a failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2).map((name) => resolve(name));
const all = () => readdirSync(here).filter((name) => name.endsWith('.test.mjs')).sort().map((name) => join(here, name));
const folder = mkdtempSync(join(tmpdir(), 'browser-run-'));
const tap = join(folder, 'result.tap');
const reporters = ['spec', 'stdout', 'tap', tap].map((value, i) => `--test-reporter${i % 2 ? '-destination' : ''}=${value}`);

let passed = 0;
let failed = 0;
// One file after the other: each runs a server and a browser, and the machine may have few cores.
for (const file of named.length ? named : all()) {
  const { status } = spawnSync(process.execPath, ['--test', ...reporters, file], { stdio: 'inherit', cwd: here });
  const result = readFileSync(tap, 'utf8');
  const count = (word) => Number(result.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
  const left = count('skipped') + count('todo');
  const bad = count('fail') + count('cancelled') + left;
  if (left) console.log(`${file}: ${left} tests were skipped; a skipped test counts as a failure`);
  if (status !== 0 && bad === 0) console.log(`${file}: ended with ${status}`);
  if (count('pass') + bad === 0) console.log(`${file}: no test ran`);
  passed += count('pass');
  failed += bad || (status === 0 && count('pass') > 0 ? 0 : 1);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
