// As much of a page as the modules need that are tested without a browser.

globalThis.CSS = { escape: (text) => text };
globalThis.document = { documentElement: { lang: "en" } };

/** Returns an input of a form. */
export function input(name, value, more = {}) {
  return { id: more.id ?? name, name, value, type: "text", disabled: false, checked: false, ...more };
}

/** Returns a form with these inputs; `passwords` are the ids of inputs that a button shows. */
export function formOf(elements, { passwords = [] } = {}) {
  return {
    action: "/apply/x",
    elements,
    querySelector: (selector) => passwords.find((id) => selector.includes(`"${id}"`)) ?? null,
  };
}

/** Returns a line of the page in which something is said. */
export function line() {
  const classes = new Set();
  return { textContent: "", classes, classList: { add: (one) => classes.add(one), remove: (one) => classes.delete(one) } };
}

/** Answers the next requests with these responses, or fails where one is an error; returns what was sent. */
export function answering(...responses) {
  const sent = [];
  globalThis.fetch = async (url, options) => {
    sent.push({ url, ...options });
    const next = responses.shift();
    if (next instanceof Error) throw next;
    return { ok: true, status: 200, type: "basic", headers: new Headers(), ...next };
  };
  return sent;
}
