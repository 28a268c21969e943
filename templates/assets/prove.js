// Instead of reading a picture the browser may do some work (the ALTCHA proof of work, version 2): it looks for the
// counter whose derived key begins as the challenge wants.
"use strict";

(() => {
  const button = document.querySelector("[data-prove]");
  if (!button) return;
  if (!globalThis.crypto?.subtle) {
    button.closest(".prove").hidden = true;
    return;
  }
  const form = button.closest("form");
  const answer = form.querySelector("input[name=altcha]");
  const said = form.querySelector("[data-working]");
  const TIME_MOST_MS = 90_000;
  const AT_ONCE = 4;

  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  async function derive(parameters, counter) {
    const nonce = bytes(parameters.nonce);
    const salt = bytes(parameters.salt);
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const algorithm = parameters.algorithm.toUpperCase();
    if (algorithm.startsWith("PBKDF2/")) {
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const rule = { name: "PBKDF2", hash: algorithm.slice("PBKDF2/".length), salt, iterations: parameters.cost };
      return hex(await crypto.subtle.deriveBits(rule, key, parameters.keyLength * 8));
    }
    let data = new Uint8Array([...salt, ...password]);
    for (let round = 0; round < Math.max(parameters.cost, 1); round += 1) {
      data = new Uint8Array(await crypto.subtle.digest(algorithm, data));
    }
    return hex(data.slice(0, parameters.keyLength));
  }

  async function solve(parameters) {
    const until = performance.now() + TIME_MOST_MS;
    const start = performance.now();
    for (let counter = 0; performance.now() < until; counter += AT_ONCE) {
      const counters = Array.from({ length: AT_ONCE }, (_, index) => counter + index);
      const derived = await Promise.all(counters.map((one) => derive(parameters, one)));
      const found = derived.findIndex((key) => key.startsWith(parameters.keyPrefix));
      if (found >= 0) {
        return { counter: counters[found], derivedKey: derived[found], time: Math.round(performance.now() - start) };
      }
    }
    throw new Error("no solution in time");
  }

  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    said.textContent = said.dataset.working;
    try {
      const response = await fetch(form.dataset.challenge, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const challenge = await response.json();
      const solution = await solve(challenge.parameters);
      answer.value = btoa(JSON.stringify({ challenge, solution }));
      said.textContent = said.dataset.done;
      form.querySelector("input[name=captcha]").required = false;
    } catch {
      button.removeAttribute("aria-disabled");
      said.textContent = said.dataset.failed;
    }
  });
})();
