// The form while it is filled in: saved as one goes, checked field by field, files sent at once, parts redrawn by the
// server. Every request is a post to the form's own address with `csrf` and `do`:
//
//   save                    the draft is kept; the answer leads back to the form, and is not followed
//   field, field=<name>     JSON {"checked": [pointer], "problems": [{"pointer", "text"}]}: what is wrong now with this
//                           answer and with those that repeat it; nothing is kept
//   extend                  the form's page, of which the bar with the new deadline is taken
//   refresh, add-row …, remove-row …, remove-file …, upload
//                           with the header `X-Guichet-Part: <id of a view>` the element `part-<id>` (`part.html`),
//                           with `form` what is inside the form (`form_inside.html`)
//
// Files stay out of all of these but for `upload`, which brings one under its input's name; passwords out of all but for
// the `field` that asks about one.
"use strict";

(() => {
  const form = document.getElementById("form");
  if (!form?.dataset.saved) return;
  const SAVE_AFTER_MS = 2000;
  const SOON_MINUTES = 5;
  const KEEPALIVE_MOST = 60_000;
  const SENT_AGAIN_AFTER_MS = 10_000;
  const words = form.dataset;
  const byId = (id) => document.getElementById(id);
  const say = (text) => { byId("said").textContent = text; };

  let queue = Promise.resolve();
  let underWay = 0;
  let waiting = 0;
  let clockOff = 0;
  let isSending = false;
  let hasFailed = false;

  /* What is typed. */

  const isQuiet = (input) => input.type === "file" || isSecret(input);
  const isSecret = (input) => input.type === "password" || form.querySelector(`[data-show="${CSS.escape(input.id)}"]`) !== null;
  function pairs(withSecrets = false) {
    const all = new URLSearchParams();
    for (const input of form.elements) {
      if (!input.name || input.name === "do" || input.disabled || input.type === "submit") continue;
      if (isQuiet(input) && !(withSecrets && isSecret(input))) continue;
      if ((input.type === "checkbox" || input.type === "radio") && !input.checked) continue;
      all.append(input.name, input.value);
    }
    return all;
  }
  const typed = () => pairs().toString();
  let kept = typed();
  const isDirty = () => typed() !== kept;

  /* Requests. Those that change the draft go one after another, so that none takes back what another brought. */

  function inTurn(run) {
    const result = queue.then(run);
    const end = () => { underWay -= 1; };
    underWay += 1;
    queue = result.then(end, end);
    return result;
  }

  function request(deed, { part, more = {}, redirect = "manual", withSecrets = false } = {}) {
    const run = async () => {
      const body = pairs(withSecrets);
      body.set("do", deed);
      for (const [name, value] of Object.entries(more)) body.set(name, value);
      const headers = part ? { "X-Guichet-Part": part } : {};
      const keepalive = deed === "save" && body.toString().length < KEEPALIVE_MOST;
      const response = await fetch(form.action, { method: "POST", body, headers, redirect, keepalive });
      const date = Date.parse(response.headers.get("Date") ?? "");
      if (date && Math.abs(date - Date.now()) > 5000) clockOff = date - Date.now();
      return response;
    };
    return deed === "field" ? run() : inTurn(run);
  }

  async function save() {
    clearTimeout(waiting);
    const now = typed();
    if (now === kept) return;
    byId("saved").textContent = words.saving;
    try {
      const response = await request("save");
      if (!response.ok && response.type !== "opaqueredirect") throw new Error(`status ${response.status}`);
      kept = now;
      tellSaved();
    } catch {
      tellNotSaved();
    }
  }
  function tellSaved() {
    hasFailed = false;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    byId("saved").textContent = words.saved.replace("{time}", time);
    byId("saved").classList.remove("is-bad");
  }
  function tellNotSaved() {
    hasFailed = true;
    byId("saved").textContent = words.notSaved;
    byId("saved").classList.add("is-bad");
    waiting = setTimeout(save, SAVE_AFTER_MS * 5);
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, SAVE_AFTER_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !isSending) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (hasFailed && !isSending && isDirty()) {
      event.preventDefault();
      event.returnValue = words.leave;
    }
  });

  /* Parts that the server redraws. */

  // A cell and what belongs to an alternative are drawn with what surrounds them.
  function partOf(element) {
    let part = element.closest("[id^='part-']");
    while (part) {
      const around = part.parentElement.closest(".alternative, [data-rows]");
      if (!around || !form.contains(around)) break;
      part = around.parentElement.closest("[id^='part-']");
    }
    while (part?.id.endsWith("-choice")) part = part.parentElement.closest("[id^='part-']");
    return part;
  }

  function swap(old, html, before) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(old.id);
    if (!fresh) return null;
    const focused = document.activeElement;
    const [id, start, end] = [focused?.id, focused?.selectionStart, focused?.selectionEnd];
    const hadFocus = old.contains(focused);
    // What was typed since the request, and passwords, which the server never sends back.
    const late = [...old.querySelectorAll("input, select, textarea")].filter(
      (input) => input.id && (isSecret(input) || (before.has(input.id) && before.get(input.id) !== value(input))),
    );
    const values = new Map(late.map((input) => [input.id, value(input)]));
    old.replaceWith(fresh);
    for (const input of fresh.querySelectorAll("input, select, textarea")) {
      if (!values.has(input.id) || input.type === "file") continue;
      if (input.type === "checkbox" || input.type === "radio") input.checked = values.get(input.id);
      else input.value = values.get(input.id);
    }
    if (hadFocus) {
      const again = byId(id) ?? fresh.querySelector("[tabindex='-1'], input:not([type=hidden]), select, textarea, button");
      again?.focus({ preventScroll: true });
      if (start !== undefined && start !== null && again?.setSelectionRange) {
        try { again.setSelectionRange(start, end); } catch { /* An input without a selection. */ }
      }
    }
    return fresh;
  }
  const value = (input) => (input.type === "checkbox" || input.type === "radio" ? input.checked : input.value);
  const values = (element) => new Map([...element.querySelectorAll("[id]")].filter((input) => "value" in input).map((input) => [input.id, value(input)]));

  async function redraw(deed, part, more) {
    const id = part ? part.id.slice("part-".length) : "form";
    const old = part ?? byId("form-inside");
    const before = values(old);
    const now = typed();
    old.setAttribute("aria-busy", "true");
    try {
      const response = await request(deed, { part: id, more });
      const html = await response.text();
      const here = byId(old.id);
      const fresh = here && swap(here, html, before);
      if (!fresh) throw new Error(`status ${response.status}`);
      if (response.ok && now === typed()) kept = now;
      return fresh;
    } catch {
      old.removeAttribute("aria-busy");
      tellNotSaved();
      return null;
    }
  }

  /* Choices that others depend on. */

  function dependents(pointer, found = new Set()) {
    for (const select of form.querySelectorAll(`select[data-depends-on="${CSS.escape(pointer)}"]`)) {
      const part = select.closest("[data-pointer]");
      if (found.has(part)) continue;
      found.add(part);
      dependents(part.dataset.pointer, found);
    }
    return found;
  }
  function around(parts) {
    let shared = partOf(parts[0]);
    while (shared && !parts.every((part) => shared.contains(part))) shared = partOf(shared.parentElement);
    return shared;
  }
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (isQuiet(input)) return;
    const pointer = input.closest("[data-pointer]")?.dataset.pointer;
    const isChoice = input.matches("select, [type=radio], [type=checkbox]");
    if (!isChoice || pointer === undefined) return;
    const found = [...dependents(pointer)];
    if ("reactive" in words) redraw("refresh");
    else if (found.length) redraw("refresh", around(found));
  });

  /* Each field, when it is left. */

  function showProblems(part, texts) {
    const id = part.id.slice("part-".length);
    const line = byId(`problem-${id}`);
    if (!line) return;
    line.replaceChildren(...texts.map((text) => {
      const one = document.createElement("span");
      one.textContent = text;
      return one;
    }));
    line.hidden = texts.length === 0;
    part.classList.toggle("is-wrong", texts.length > 0);
    for (const input of part.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (texts.length) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (texts.length) say(`${part.querySelector(".label")?.innerText ?? ""} ${texts.join(" ")}`);
  }
  const checked = new WeakMap();
  form.addEventListener("focusout", async (event) => {
    const input = event.target;
    const part = input.closest?.(".field[data-pointer]");
    if (!part || input.type === "file" || !input.name || part.contains(event.relatedTarget)) return;
    const now = [...part.querySelectorAll("input, select, textarea")].map(value).join("\n");
    const wasWrong = part.classList.contains("is-wrong");
    if (checked.get(part) === now || (!wasWrong && !now.replace(/false|\s/g, ""))) return;
    checked.set(part, now);
    const pointer = part.dataset.pointer;
    try {
      const response = await request("field", { more: { field: pointer }, withSecrets: isSecret(input) });
      if (!response.ok) return;
      const { checked: pointers, problems } = await response.json();
      for (const one of pointers) {
        const here = one === pointer ? byId(part.id) : form.querySelector(`.field[data-pointer="${CSS.escape(one)}"]`);
        // One that repeats this and is still blank is not missing yet.
        if (!here || (one !== pointer && !here.querySelector("input, textarea")?.value)) continue;
        showProblems(here, problems.filter((problem) => problem.pointer === one).map((problem) => problem.text));
      }
    } catch { /* The whole is checked when it is sent. */ }
  });

  /* Files. */

  function send(input, file) {
    const part = partOf(input);
    const [id, name] = [part.id, input.name];
    const most = Number(input.dataset.most);
    if (most && file.size > most) {
      showProblems(input.closest(".field"), [words.tooLarge.replace("{size}", input.dataset.size)]);
      return;
    }
    inTurn(() => new Promise((done) => {
      const body = new FormData();
      body.append("csrf", form.elements.csrf.value);
      body.append("do", "upload");
      body.append(name, file);
      const progress = document.createElement("progress");
      progress.max = 1;
      progress.value = 0;
      progress.setAttribute("aria-label", `${words.uploading} ${file.name}`);
      const field = [...form.querySelectorAll("input[type=file]")].find((one) => one.name === name)?.closest(".field");
      field?.querySelector(".upload")?.append(progress);
      say(`${words.uploading} ${file.name}`);
      const post = new XMLHttpRequest();
      post.open("POST", form.action);
      post.setRequestHeader("X-Guichet-Part", id.slice("part-".length));
      post.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress.value = event.loaded / event.total;
      });
      post.addEventListener("loadend", () => {
        const old = byId(id);
        const fresh = old && swap(old, post.responseText, values(old));
        if (!fresh && field) {
          progress.remove();
          const text = post.status === 413 ? words.tooLarge.replace("{size}", input.dataset.size) : words.uploadFailed;
          showProblems(field, [text]);
        } else if (fresh) {
          const problem = fresh.querySelector(".problem:not([hidden])");
          say(problem && post.status >= 400 ? problem.innerText : `${words.uploaded} ${file.name}`);
          if (post.status < 400) tellSaved();
        }
        done();
      });
      post.send(body);
    }));
  }
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file") return;
    for (const file of input.files) send(input, file);
    input.value = "";
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      const field = event.target.closest?.(".attachment");
      const input = field?.querySelector("input[type=file]");
      if (!input) return;
      event.preventDefault();
      field.classList.toggle("is-dragged", kind === "dragover");
      if (kind === "drop") for (const file of event.dataTransfer.files) send(input, file);
    });
  }

  /* Buttons. */

  document.addEventListener("submit", async (event) => {
    if (event.target !== form) return;
    const button = event.submitter;
    const [deed, ...rest] = (button?.name === "do" ? button.value : "check").split(" ");
    if (isSending) {
      event.preventDefault();
      return;
    }
    if (["add-row", "remove-row", "remove-file"].includes(deed)) {
      event.preventDefault();
      const part = partOf(deed === "remove-row" ? button.closest("[id^='part-']:has(button[value^='remove-row'])") : button);
      const fresh = await redraw(button.value, part);
      if (fresh && deed === "add-row") {
        const last = [...fresh.querySelectorAll("tbody > tr, .items > li")].at(-1);
        last?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
      }
    } else if (deed === "save") {
      event.preventDefault();
      if (isDirty()) await save();
      else tellSaved();
    } else if (deed === "extend" && byId("timer")) {
      event.preventDefault();
      await extend();
    } else if (underWay) {
      event.preventDefault();
      clearTimeout(waiting);
      await queue;
      form.requestSubmit(button);
    } else {
      isSending = true;
      clearTimeout(waiting);
      setTimeout(() => { isSending = false; }, SENT_AGAIN_AFTER_MS);
    }
  });
  window.addEventListener("pageshow", () => { isSending = false; });

  /* The time left. */

  async function extend() {
    try {
      const response = await request("extend", { redirect: "follow" });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("bar");
      if (!response.ok || !fresh) throw new Error(`status ${response.status}`);
      byId("bar").replaceWith(fresh);
      height.observe(fresh);
      told = new Set();
      tick();
      fresh.querySelector("button")?.focus();
    } catch {
      tellNotSaved();
    }
  }
  // What has the focus is never behind the bar, however high it is.
  const height = new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = `${byId("bar").offsetHeight + 16}px`;
  });
  height.observe(byId("bar"));
  let told = new Set();
  function tell(once, text) {
    if (told.has(once)) return;
    told.add(once);
    byId("timer-said").textContent = text;
  }
  function tick() {
    const timer = byId("timer");
    if (!timer?.dataset.deadline) return;
    const left = Math.max(0, Number(timer.dataset.deadline) - Date.now() - clockOff);
    const seconds = Math.ceil(left / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const line = byId("timer-left");
    line.hidden = seconds === 0;
    const soon = seconds <= SOON_MINUTES * 60;
    byId("bar").classList.toggle("is-soon", soon && seconds > 0);
    byId("bar").classList.toggle("is-over", seconds === 0);
    line.textContent = timer.dataset.left.replace("{time}", time);
    if (seconds === 0) tell("over", timer.dataset.over);
    else if (soon) tell("soon", timer.dataset.soon.replace("{minutes}", SOON_MINUTES));
    if (seconds === 10) save();
  }
  tick();
  setInterval(tick, 1000);
})();
