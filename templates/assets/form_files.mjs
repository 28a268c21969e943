// Files are sent as soon as they are chosen or dropped.

import { values } from "./form_parts.mjs";

export class Files {
  constructor(form, words, tools) {
    Object.assign(this, { form, words }, tools);
    // Why files were refused, by the part that they came for: those that are sent after them redraw it.
    this.refused = new Map();
  }

  sendAll(input, files) {
    this.refused.delete(this.parts.of(input).id);
    for (const file of files) this.send(input, file);
  }

  send(input, file) {
    const part = this.parts.of(input);
    const most = Number(input.dataset.most);
    if (most && file.size > most) {
      this.refuse(part.id, input.closest(".field"), this.tooLarge(input, file));
      return;
    }
    this.requests.inTurn(() => this.upload(part.id, input, file));
  }

  tooLarge(input, file) {
    return this.words.tooLarge.replace("{size}", input.dataset.size).replace("{file}", file.name);
  }

  /** Says why a file was refused, beside what was said of those that were chosen with it. */
  refuse(id, field, text) {
    const texts = this.refused.get(id) ?? [];
    if (!texts.includes(text)) texts.push(text);
    this.refused.set(id, texts);
    this.fields.showProblems(field, texts);
  }

  /** Says again what a redrawn field no longer says of files that were refused before. */
  remind(id, input, fresh) {
    const find = [...fresh.querySelectorAll("input[type=file]")].find((one) => one.name === input.name);
    const field = find?.closest(".field") ?? (fresh.matches(".field") ? fresh : null);
    if (field && this.refused.has(id)) this.fields.showProblems(field, this.refused.get(id));
  }

  upload(id, input, file) {
    return new Promise((done) => {
      const body = new FormData();
      body.append("csrf", this.form.elements.csrf.value);
      body.append("do", "upload");
      body.append(input.name, file);
      const field = [...this.form.querySelectorAll("input[type=file]")].find((one) => one.name === input.name)?.closest(".field");
      const progress = this.progress(file);
      field?.querySelector(".upload")?.append(progress);
      this.announce(`${this.words.uploading} ${file.name}`);
      const post = new XMLHttpRequest();
      post.open("POST", this.form.action);
      post.setRequestHeader("X-Guichet-Part", id.slice("part-".length));
      post.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress.value = event.loaded / event.total;
      });
      post.addEventListener("loadend", () => {
        this.ended(post, { id, input, file, field, progress });
        done();
      });
      post.send(body);
    });
  }

  progress(file) {
    const progress = document.createElement("progress");
    progress.max = 1;
    progress.value = 0;
    progress.setAttribute("aria-label", `${this.words.uploading} ${file.name}`);
    return progress;
  }

  /** Shows the redrawn part, or why there is none. */
  ended(post, { id, input, file, field, progress }) {
    const old = document.getElementById(id);
    const fresh = old && this.parts.swap(old, post.responseText, values(old));
    if (!fresh && field) {
      progress.remove();
      const failed = this.words.uploadFailed.replace("{file}", file.name);
      this.refuse(id, field, post.status === 413 ? this.tooLarge(input, file) : failed);
    } else if (fresh) {
      const problems = post.status >= 400 ? [...fresh.querySelectorAll(".problem:not([hidden]) span")] : [];
      const texts = problems.map((one) => one.textContent.trim()).filter(Boolean);
      if (texts.length) this.refused.set(id, [...new Set([...(this.refused.get(id) ?? []), ...texts])]);
      this.announce(texts.join(" ") || `${this.words.uploaded} ${file.name}`);
      this.remind(id, input, fresh);
      if (post.status < 400) this.saving.succeeded();
    }
  }

  /** Takes what is dragged over an attachment. */
  dragged(event) {
    const field = event.target.closest?.(".attachment");
    const input = field?.querySelector("input[type=file]");
    if (!input) return;
    event.preventDefault();
    field.classList.toggle("is-dragged", event.type === "dragover");
    if (event.type === "drop") this.sendAll(input, event.dataTransfer.files);
  }
}
