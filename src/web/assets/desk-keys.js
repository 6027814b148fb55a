// Keyboard shortcuts of the desk. One-key shortcuts can be switched off (WCAG 2.1.4).
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const OFF = 'rightsdesk.keys';
const off = () => {
  try {
    return localStorage.getItem(OFF) === 'off';
  } catch {
    return false;
  }
};

const rows = () => all('.row');
let at = -1;
const move = (by) => {
  const list = rows();
  if (list.length === 0) return;
  at = Math.max(0, Math.min(list.length - 1, at + by));
  list.forEach((row, index) => row.classList.toggle('at', index === at));
  list[at].scrollIntoView({ block: 'nearest' });
  one('.who', list[at])?.focus({ preventScroll: true });
};
const box = () => rows()[at] && one('input[type=checkbox]', rows()[at]);
const assign = () => {
  if (!one('.row :checked')) box()?.click();
  // On a case the same key takes it.
  (one('.row :checked') ? one('[data-key=a]') : one('[data-take] button'))?.click();
};
const write = () => {
  const text = one('[data-key=r]');
  text?.focus();
  text?.scrollIntoView({ block: 'center' });
};
const go = (where) => one(`.side [data-go=${where}]`)?.click();

const actions = {
  j: () => move(1),
  k: () => move(-1),
  x: () => box()?.click(),
  a: assign,
  r: write,
  n: () => one('[data-key=n], #palette a[href="/desk/record"]')?.click(),
  '/': () => one('#q')?.focus(),
  '?': () => document.getElementById('keys')?.showModal(),
  'g q': () => go('q'),
  'g m': () => go('m'),
  'g r': () => go('r'),
};

let chord = '';
document.addEventListener('keydown', (event) => {
  const palette = document.getElementById('palette');
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k' && palette) {
    event.preventDefault();
    if (!palette.open) palette.showModal();
    one('input[type=search]', palette).focus();
    return;
  }
  const typing = event.target.closest?.('input:not([type=checkbox]), textarea, select, dialog');
  if (event.metaKey || event.ctrlKey || event.altKey || typing || off()) return;
  const pressed = chord ? `${chord} ${event.key}` : event.key;
  chord = event.key === 'g' && !chord ? 'g' : '';
  const action = actions[pressed];
  if (action) {
    event.preventDefault();
    action();
  }
});

const keep = one('[data-keys-switch]');
if (keep) {
  keep.checked = !off();
  keep.addEventListener('change', () => {
    try {
      localStorage.setItem(OFF, keep.checked ? 'on' : 'off');
    } catch {
      keep.checked = true;
    }
  });
}
