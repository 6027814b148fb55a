// What every page must keep: axe under WCAG 2.0, 2.1 and 2.2 level A and AA, and what axe cannot
// see (reflow, focus that shows and is not covered, text spacing, one heading, title, language).
// Each check returns sentences; an empty list is a pass. checks.test.mjs shows that each can fail.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reader } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** The windows every page is judged in, each in light and in dark. */
export const SIZES = [{ width: 1440, height: 900 }, { width: 320, height: 700 }];

/** axe, with target size (2.5.8) switched on by name because it is off by default. */
export const accessible = async (page) => {
  // Once for each page, and through the debugger, so that the page's policy stays as it is.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations, ran } = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'], // of the others one node tells that the rule ran
    });
    const ran = ['violations', 'passes', 'incomplete', 'inapplicable'].flatMap((kind) => result[kind].map((rule) => rule.id));
    return { violations: result.violations, ran };
  }, TAGS);
  const wrong = violations.map((rule) => {
    const [node] = rule.nodes;
    const why = (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? rule.help;
    return `${rule.id} x${rule.nodes.length}: ${node.target.join(' ')} ${why.slice(0, 160)}`;
  });
  if (!ran.includes('target-size')) wrong.push('axe did not look at target sizes');
  if (ran.length < 40) wrong.push(`axe ran only ${ran.length} rules`);
  return wrong;
};

const overflow = (page) =>
  page.evaluate(() => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over <= 0) return [];
    const edge = document.documentElement.clientWidth;
    const scrolls = (e) => e && (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const wide = [...document.body.querySelectorAll('*')].find((e) => e.getBoundingClientRect().right > edge + 1 && !scrolls(e.parentElement));
    const name = wide ? `${wide.tagName.toLowerCase()}${wide.className ? `.${wide.className}` : ''}` : 'something';
    return [`${over}px wider than the window (${name})`];
  });

const structure = (page) =>
  page.evaluate(() => {
    const wrong = [];
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(document.documentElement.lang)) wrong.push('no language on <html>');
    if (document.title.trim().length < 3) wrong.push('no page title');
    const shown = (e) => e.checkVisibility?.() ?? e.getClientRects().length > 0;
    const headings = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter(shown);
    const first = headings.filter((e) => e.tagName === 'H1').length;
    if (first !== 1) wrong.push(`${first} main headings`);
    headings.reduce((before, e) => {
      const level = Number(e.tagName[1]);
      if (level > before + 1) wrong.push(`heading jumps from ${before} to ${level}: ${e.textContent.trim().slice(0, 30)}`);
      return level;
    }, headings.length ? Number(headings[0].tagName[1]) : 0);
    if (document.querySelectorAll('main').length !== 1) wrong.push('not exactly one <main>');
    if (document.querySelector('[style], style, script:not([src])')) wrong.push('inline style or script');
    return wrong;
  });

/** One look at the page as it stands: axe, reflow, structure. */
export const inspect = async (page) => [...(await accessible(page)), ...(await overflow(page)), ...(await structure(page))];

// The focus is in a frame: the page around it cannot know, so what has it there must show it. `auto` is the browser's own ring.
const ringInFrame = async (page) => {
  const frame = await (await page.evaluateHandle(() => document.activeElement)).asElement().contentFrame();
  return Boolean(frame) && frame.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle === 'auto' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  });
};

/** Tabs through the page: every stop shows a ring and is not covered (2.4.7, 2.4.11). */
export const focusWalk = async (page) => {
  const most = 150;
  const wrong = [];
  let stops = 0;
  const seen = new Set();
  while (stops < most) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body || e === document.documentElement) return null;
      window.stopsSeen ??= new Map();
      if (!window.stopsSeen.has(e)) window.stopsSeen.set(e, window.stopsSeen.size);
      const box = e.getBoundingClientRect();
      const x = Math.min(innerWidth - 2, Math.max(1, box.x + Math.min(box.width / 2, 40)));
      const y = Math.min(innerHeight - 1, Math.max(0, box.y + box.height / 2));
      const top = document.elementFromPoint(x, y);
      const own = (t) => t && (e.contains(t) || t.contains(e) || t.closest('label')?.contains(e) || t.closest('label')?.control === e);
      const ring = (t) => {
        const style = getComputedStyle(t);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      };
      // A choice may draw the ring around its whole label instead of the small box in it.
      const around = [e, ...(e.labels ?? []), e.closest('label, fieldset, [role=group]')].filter(Boolean);
      const label = (e.getAttribute('aria-label') ?? e.textContent ?? e.getAttribute('name') ?? '').trim().slice(0, 30);
      return {
        id: window.stopsSeen.get(e),
        name: `${e.tagName.toLowerCase()} ${label || e.getAttribute('name') || ''}`,
        covered: !own(top),
        ring: around.some(ring),
      };
    });
    if (!at || seen.has(at.id)) break;
    seen.add(at.id);
    stops += 1;
    if (at.covered) wrong.push(`covered when focused: ${at.name}`);
    if (!at.ring && !(await ringInFrame(page))) wrong.push(`no focus ring: ${at.name}`);
  }
  if (stops === 0) wrong.push('nothing can be reached with the keyboard');
  return wrong;
};

/** Text spacing of 1.4.12 must not push the page out of a 320 px window. */
export const spaced = async (page) => {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets.push(sheet);
  });
  return (await overflow(page)).map((what) => `with wide text spacing: ${what}`);
};

// Something to read and to act on must remain without scripts and in forced colours.
const plain = async (page, inert) => {
  const main = page.locator('main');
  if ((await main.count()) === 0) return ['nothing to read'];
  const acts = await main.locator(':is(a, button, input, select, textarea):visible').count();
  const words = (await main.first().innerText()).trim().length;
  return [...(acts || inert ? [] : ['nothing to act on']), ...(words > 20 ? [] : ['nothing to read'])];
};

/** The parts of a judgement: all that is seen with scripts on, in both widths, and the plain page. */
export const PARTS = ['looks', 'keyboard', 'spacing', 'plain'];

const SCRIPTED = {
  looks: async (page, size) => {
    const wrong = [];
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      wrong.push(...(await inspect(page)).map((what) => `${size.width} ${scheme}: ${what}`));
    }
    await page.emulateMedia({ colorScheme: 'light' });
    return wrong;
  },
  // A window no higher than a small laptop's, where what stays in view may cover what has the focus.
  keyboard: async (page, size) => {
    await page.setViewportSize({ width: size.width, height: 700 });
    return (await focusWalk(page)).map((what) => `${size.width}: ${what}`);
  },
  spacing: (page, size) => (size.width < 500 ? spaced(page) : []),
};

/**
 * The whole judgement of one address: four looks, the keyboard, text spacing, and once more with
 * scripts off and forced colours. `storage` carries a signed-in session (a Playwright storage
 * state); `inert` is for a page that offers nothing to press; `only` names some of PARTS.
 */
export const judge = async (browser, url, { storage, status = 200, inert = false, only = PARTS } = {}) => {
  const wrong = [];
  const visit = async (name, settings, look) => {
    const { context, complaints } = await reader(browser, { storageState: storage, ...settings });
    try {
      const page = await context.newPage();
      const answer = await page.goto(url, { waitUntil: 'load' });
      wrong.push(...(await look(page)));
      if (answer.status() !== status) complaints.push(`answered ${answer.status()}, not ${status}`);
      wrong.push(...complaints.map((what) => `${name}: ${what}`));
    } finally {
      await context.close();
    }
  };
  const parts = Object.keys(SCRIPTED).filter((part) => only.includes(part) && !(part === 'keyboard' && inert));
  for (const size of parts.length ? SIZES : []) {
    await visit(size.width, size, async (page) => {
      const found = [];
      for (const part of parts) found.push(...(await SCRIPTED[part](page, size)));
      return found;
    });
  }
  if (only.includes('plain')) {
    await visit('no scripts', { scripts: false, forcedColors: 'active' }, async (page) =>
      (await plain(page, inert)).map((what) => `no scripts: ${what}`),
    );
  }
  return wrong;
};
