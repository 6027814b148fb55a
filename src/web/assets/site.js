// Progressive enhancement for every page. Nothing here is needed: each page works without it.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Theme: the server renders data-theme from a cookie; the button flips it.
const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

for (const button of all('[data-theme-toggle]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    const https = location.protocol === 'https:';
    const name = https ? '__Host-rd_theme' : 'rd_theme';
    document.documentElement.dataset.theme = theme;
    document.cookie = `${name}=${theme};path=/;max-age=31536000;samesite=lax${https ? ';secure' : ''}`;
  });
}

// Toasts live in one polite region.
export const toast = (text) => {
  const region = document.querySelector('.toasts');
  if (!region) return;
  const box = document.createElement('div');
  box.className = 'toast';
  box.append(text);
  region.replaceChildren(box);
  let timer = setTimeout(() => box.remove(), 10_000);
  const keep = () => clearTimeout(timer);
  const leave = () => {
    timer = setTimeout(() => box.remove(), 4_000);
  };
  box.addEventListener('mouseenter', keep);
  box.addEventListener('mouseleave', leave);
};

// Dialogs: native commandfor where browsers know it, this where they do not.
if (!('commandForElement' in HTMLButtonElement.prototype)) {
  for (const button of all('button[commandfor]')) {
    button.addEventListener('click', () => {
      const dialog = document.getElementById(button.getAttribute('commandfor'));
      if (button.getAttribute('command') === 'close') dialog?.close();
      else dialog?.showModal();
    });
  }
}

// A form is sent once, however often its button is pressed.
for (const form of all('form[method=post]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = '1';
    setTimeout(() => delete form.dataset.sent, 4_000);
  });
}

// A page kept in the browser's memory forgets that its forms were sent.
addEventListener('pageshow', () => {
  for (const form of all('form[data-sent]')) delete form.dataset.sent;
});

for (const button of all('[data-copy]')) {
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast('Copied');
    } catch {
      toast(`Copy this: ${button.dataset.copy}`);
    }
  });
}

document.querySelector('[data-focus]')?.focus();
