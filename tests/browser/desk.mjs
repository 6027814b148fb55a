// Starts the built binary the way a newcomer would: a temporary folder, a free port, no other
// set-up. Knows nothing about browsers, so that the two-instance test can use it as well.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = () => {
  const path = process.env.RIGHTSDESK_BIN;
  if (!path || !existsSync(path)) {
    throw new Error('RIGHTSDESK_BIN must name the built binary; run these tests through ./tests/run');
  }
  return path;
};

/** A port nobody listens on at this moment. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Asks `question` again until it answers something truthy; the last error explains a timeout. */
export const eventually = async (what, question, { within = 15_000, every = 100 } = {}) => {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      const answer = await question();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${within} ms for ${what}${last ? `: ${last.message}` : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
};

const settings = (folder, port, database) => ({
  RIGHTSDESK__DATA_DIR: folder,
  RIGHTSDESK__DATABASE__URL: database ?? `sqlite://${join(folder, 'rightsdesk.db')}`,
  RIGHTSDESK__SERVER__LISTEN: `127.0.0.1:${port}`,
  RIGHTSDESK__SERVER__PUBLIC_URL: `http://127.0.0.1:${port}`,
  RIGHTSDESK__MAIL__TRANSPORT: 'file',
  RIGHTSDESK__MAIL__DIRECTORY: join(folder, 'mail'),
});

// Whatever this process started and did not stop is killed when it ends, also after a failure.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** One running instance. `folder` may be shared by several, as two instances of one desk do. */
export class Desk {
  /**
   * @param {{command?: string[], folder?: string, database?: string, env?: object}} options
   *   `database` defaults to TEST_DESK_DATABASE_URL, then to SQLite in the folder.
   */
  static async start(options = {}) {
    const desk = new Desk();
    desk.ownsFolder = !options.folder;
    desk.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'rightsdesk-'));
    desk.port = await freePort();
    desk.url = `http://127.0.0.1:${desk.port}`;
    desk.mailFolder = join(desk.folder, 'mail');
    const database = options.database ?? process.env.TEST_DESK_DATABASE_URL;
    desk.env = { ...process.env, ...settings(desk.folder, desk.port, database), ...options.env };
    desk.#spawn(options.command ?? []);
    await desk.ready().catch(async (error) => {
      const said = desk.said();
      await desk.stop();
      throw new Error(`${error.message}\n${said}`);
    });
    return desk;
  }

  #spawn(command) {
    this.out = '';
    this.err = '';
    // The folder is the working directory, so that no developer's .env or rightsdesk.toml is read.
    this.child = spawn(binary(), command, { cwd: this.folder, env: this.env });
    running.add(this.child);
    this.child.stdout.on('data', (chunk) => (this.out += chunk));
    this.child.stderr.on('data', (chunk) => (this.err += chunk));
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => {
        this.err += error.message;
        running.delete(this.child);
        resolve({ code: null, signal: null });
      });
      this.child.on('exit', (code, signal) => {
        running.delete(this.child);
        resolve({ code, signal });
      });
    });
  }

  /** Everything the instance printed, for error messages. */
  said() {
    return `--- stdout\n${this.out}\n--- stderr\n${this.err.slice(-4000)}`;
  }

  async ready(within = 60_000) {
    await eventually(
      `${this.url}/readyz`,
      async () => {
        if (!running.has(this.child)) return 'ended';
        const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
        await answer.arrayBuffer();
        return answer.ok;
      },
      { within },
    );
    if (!running.has(this.child)) throw new Error('the instance ended while starting');
  }

  /**
   * The one-time link of the first admin: the printed address that carries a long secret.
   * The plain address of the desk has none, so it is never mistaken for the link.
   */
  async adminLink() {
    return eventually('the one-time link of the first admin', () => {
      const links = this.out.match(/https?:\/\/[^\s"'<>]+/g) ?? [];
      return links.find((link) => /[A-Za-z0-9_-]{20,}/.test(new URL(link).href.slice(this.url.length)));
    });
  }

  /** The sign-ins that `demo` prints: every line with an address, its role and its last word. */
  signIns() {
    return this.out.split('\n').flatMap((line) => {
      const email = line.match(/[^\s<>]+@[^\s<>]+/)?.[0];
      const role = line.match(/\b(admin|handler|approver|compliance)/i)?.[1]?.toLowerCase();
      const secret = line.trim().split(/\s+/).at(-1);
      return email && role && secret !== email ? [{ email, role, secret }] : [];
    });
  }

  /** Runs a command of the binary against the same data. Never throws; look at `code`. */
  run(...args) {
    return new Promise((resolve) => {
      const child = spawn(binary(), args, { cwd: this.folder, env: this.env });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk) => (out += chunk));
      child.stderr.on('data', (chunk) => (err += chunk));
      child.on('error', (error) => resolve({ code: -1, out, err: error.message }));
      child.on('close', (code) => resolve({ code, out, err }));
    });
  }

  /** `api-key create` prints the key once, last on stdout. */
  async apiKey(scope, ...more) {
    const { code, out, err } = await this.run('api-key', 'create', '--name', `test ${scope}`, '--scope', scope, ...more);
    const key = out.trim().split('\n').at(-1)?.trim();
    if (code !== 0 || !key) throw new Error(`api-key create failed (${code}): ${err}`);
    return key;
  }

  /** One call of the JSON API; `body` makes it a POST. */
  async api(key, path, { body, idempotency, headers = {} } = {}) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      body: body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(20_000),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(idempotency ? { 'idempotency-key': idempotency } : {}),
        ...headers,
      },
    });
    const text = await answer.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: answer.status, json, text };
  }

  /** Pulls the plug: no shutdown code of the instance runs. */
  async kill() {
    this.child.kill('SIGKILL');
    return this.ended;
  }

  /** Stops it and starts it again at the same address, with other settings. */
  async restart(env) {
    await this.#end();
    Object.assign(this.env, env);
    this.#spawn([]);
    await this.ready();
  }

  async stop() {
    await this.#end();
    if (this.ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  async #end() {
    if (running.has(this.child)) {
      this.child.kill('SIGTERM');
      const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
      await this.ended;
      clearTimeout(late);
    }
  }
}
