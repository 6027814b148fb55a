// The browser itself, and the ears that hear what a page must never do: console errors, breaches
// of the content security policy, failed requests, requests to another host.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Debian's own Chromium; nothing is downloaded. */
export const launch = () => {
  if (!existsSync(PATH)) throw new Error(`no browser at ${PATH}; ./tests/run installs it`);
  return chromium.launch({ executablePath: PATH, args: QUIET });
};

/**
 * A context with the settings of one reader. `complaints` collects what its pages did wrong;
 * a test ends by asserting that it is empty.
 */
export const reader = async (browser, { width = 1440, height = 900, scheme = 'light', scripts = true, ...more } = {}) => {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    javaScriptEnabled: scripts,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...more,
  });
  context.setDefaultTimeout(10_000);
  const complaints = [];
  context.on('page', (page) => listen(page, complaints));
  return { context, complaints };
};

const listen = (page, complaints) => {
  const say = (what) => complaints.push(`${new URL(page.url()).pathname}: ${what}`);
  page.on('pageerror', (error) => say(`script error: ${error.message}`));
  page.on('console', (message) => {
    const policy = /content security policy/i.test(message.text());
    if (policy) say(`content security policy: ${message.text().slice(0, 200)}`);
    // A page that answers 4xx on purpose is logged by the browser as well; status() judges those.
    else if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) {
      say(`console: ${message.text().slice(0, 200)}`);
    }
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A download and a page left half-way abort their request; neither is a failure.
    if (why !== 'net::ERR_ABORTED') say(`request failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    const request = response.request();
    if (response.status() >= 500 || (response.status() >= 400 && request.resourceType() !== 'document')) {
      say(`${response.status()} from ${new URL(response.url()).pathname}`);
    }
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
      say(`asked another host: ${hostname}`);
    }
  });
};
