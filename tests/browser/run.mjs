// Runs the test files of this folder and ends with one plain line of counts. An argument names a file, or words of the
// names of the tests that are wanted. A run without tests, or with skipped ones that were wanted, is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const file = (name) => [resolve(name), join(here, `${name}.test.mjs`)].find((path) => existsSync(path));
const named = process.argv.slice(2).map(file).filter(Boolean);
const words = process.argv.slice(2).filter((name) => !file(name));
const chosen = words.map((word) => `--test-name-pattern=/${word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}/i`);
const all = () => readdirSync(here).filter((name) => name.endsWith('.test.mjs')).sort().map((name) => join(here, name));
const folder = mkdtempSync(join(tmpdir(), 'browser-run-'));
const tap = join(folder, 'result.tap');
const reporters = ['spec', 'stdout', 'tap', tap].map((value, i) => `--test-reporter${i % 2 ? '-destination' : ''}=${value}`);

let passed = 0;
let failed = 0;
// One file after the other: each runs a server and a browser, and the machine may have few cores.
for (const file of named.length ? named : all()) {
  const { status } = spawnSync(process.execPath, ['--test', ...chosen, ...reporters, file], { stdio: 'inherit', cwd: here });
  const result = readFileSync(tap, 'utf8');
  const count = (word) => Number(result.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0);
  // Where tests were chosen, the others are told as skipped.
  const left = chosen.length ? 0 : count('skipped') + count('todo');
  const bad = count('fail') + count('cancelled') + left;
  if (left) console.log(`${file}: ${left} tests were skipped; a skipped test counts as a failure`);
  if (status !== 0 && bad === 0) console.log(`${file}: ended with ${status}`);
  const none = count('pass') + bad === 0;
  passed += count('pass');
  if (none && chosen.length) continue;
  if (none) console.log(`${file}: no test ran`);
  failed += bad || (status === 0 && !none ? 0 : 1);
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
