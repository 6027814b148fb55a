// The desk with scripts: dialogs, palette, selection, copying. Every page works without this file.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* What is of use only with scripts is hidden until now */
const reveal = () => {
  const of = '[data-with-keys], [data-copy], [data-clear], [data-all], button[data-dialog]';
  for (const element of all(of)) element.hidden = false;
};

/* A link to a form opens the same form as a dialog; without the dialog it stays a link */
const dialogs = () => {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-dialog]');
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog?.showModal) return;
      event.preventDefault();
      opener.closest('details')?.removeAttribute('open');
      if (!dialog.open) dialog.showModal();
      one('select, textarea, input:not([type=hidden])', dialog)?.focus();
      return;
    }
    const closer = event.target.closest('dialog [data-close]');
    if (closer) {
      event.preventDefault();
      closer.closest('dialog').close();
    }
  });
  // A menu closes when the reader goes on elsewhere, or presses Escape.
  const menus = () => all('details.more[open], details.mobile-menu[open]');
  document.addEventListener('click', (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of menus()) {
      menu.open = false;
      one('summary', menu).focus();
    }
  });
};

/* The palette: a search form above a filtered list of ordinary links */
const palette = () => {
  const dialog = document.getElementById('palette');
  if (!dialog) return;
  const input = one('input[type=search]', dialog);
  const jumps = all('.jump', dialog);
  const always = (jump) => 'always' in jump.parentElement.dataset;
  let at = 0;
  const shown = () => jumps.filter((jump) => !jump.parentElement.hidden);
  const mark = () => {
    const list = shown();
    at = Math.max(0, Math.min(at, list.length - 1));
    for (const jump of jumps) jump.classList.toggle('at', jump === list[at]);
    list[at]?.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', list[at]?.id ?? '');
    return list[at];
  };
  const filter = () => {
    const wanted = input.value.trim().toLowerCase();
    for (const jump of jumps) {
      const fits = jump.textContent.toLowerCase().includes(wanted);
      jump.parentElement.hidden = always(jump) ? wanted === '' : !fits;
    }
    // Places first: searching is what is left when no place fits.
    const list = shown();
    at = Math.max(0, list.findIndex((jump) => !always(jump)));
    mark();
  };
  input.addEventListener('input', filter);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      at += event.key === 'ArrowDown' ? 1 : -1;
      mark();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      mark()?.click();
    }
  });
  filter();
};

/* Selection: the style sheet shows the bar, this counts and adds select-all and ranges */
const selection = () => {
  const table = one('[data-select]');
  const every = table && one('[data-all]', table);
  if (!every) return;
  const boxes = () => all('.row input[type=checkbox]', table);
  const count = one('[data-selected]');
  let last = null;
  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    if (count) count.textContent = `${chosen} selected`;
    every.checked = chosen > 0 && chosen === boxes().length;
    every.indeterminate = chosen > 0 && !every.checked;
  };
  table.addEventListener('click', (event) => {
    const box = event.target;
    if (!box.matches('.row input[type=checkbox]')) return;
    if (event.shiftKey && last) {
      const list = boxes();
      const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
      for (const between of list.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    show();
  });
  const set = (checked) => {
    for (const box of boxes()) box.checked = checked;
    show();
  };
  every.addEventListener('change', () => set(every.checked));
  one('[data-clear]')?.addEventListener('click', () => set(false));
  show();
};

/* A form that was not accepted, or was asked for by address, is where the reader goes on */
const focus = () => one('[data-focus]')?.focus();

reveal();
dialogs();
palette();
selection();
focus();
