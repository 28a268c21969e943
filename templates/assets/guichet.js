// What every page may do when scripting is on. Everything works without it.
"use strict";

document.documentElement.classList.add("js");

// An error summary takes the focus, so that it is read first.
document.getElementById("summary")?.focus();

// A link of the summary leads to the input itself, with its label in view.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".summary a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.getAttribute("href").slice(1));
  if (!target) return;
  event.preventDefault();
  (target.closest(".field") ?? target).scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
});

// A form that must not be sent twice: its buttons rest until the page is left.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
});

// A page that comes back from the browser's memory can be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
  }
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const text = document.getElementById(copy.dataset.copy).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      const before = copy.textContent;
      copy.textContent = copy.dataset.copied;
      setTimeout(() => { copy.textContent = before; }, 2000);
    } catch {
      getSelection().selectAllChildren(document.getElementById(copy.dataset.copy));
    }
  }
  if (event.target.closest("[data-print]")) print();
});

// A password may be shown while it is typed; it is hidden again before it is sent.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  if (!button) return;
  const shown = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(shown));
  document.getElementById(button.dataset.show).type = shown ? "text" : "password";
});
document.addEventListener("submit", () => {
  for (const button of document.querySelectorAll("[data-show][aria-pressed=true]")) button.click();
}, true);

// The picture of a case opens where the case is now: on a phone most of it lies out of view.
const toHere = (room) => {
  const here = room?.querySelector("#diagram-here");
  if (!here) return;
  const [box, around] = [here.getBoundingClientRect(), room.getBoundingClientRect()];
  room.scrollLeft += box.left + box.width / 2 - around.left - around.width / 2;
  room.scrollTop += box.top + box.height / 2 - around.top - around.height / 2;
};
for (const room of document.querySelectorAll(".diagram-room")) {
  toHere(room);
  room.closest("details")?.addEventListener("toggle", () => toHere(room));
}

// On the case page: the panel lists what is ticked to be sent back.
for (const decision of document.querySelectorAll(".decision")) {
  const flags = [...document.querySelectorAll("input[name=flag]")];
  const list = decision.querySelector("[data-flagged]");
  const show = () => {
    const ticked = flags.filter((flag) => flag.checked);
    list.hidden = decision.querySelector("[data-flags]:checked") === null;
    list.querySelector("[data-none]").hidden = ticked.length > 0;
    list.querySelector("ul").replaceChildren(...ticked.map((flag) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${flag.id}`;
      link.textContent = flag.dataset.label;
      item.append(link);
      return item;
    }));
  };
  document.addEventListener("change", show);
  show();
}

// Whoever ticks an answer says why.
document.addEventListener("change", ({ target: flag }) => {
  if (flag.matches("input[name=flag]:checked")) flag.closest(".flag").querySelector("textarea").focus();
});
