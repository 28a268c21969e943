// Files are sent as soon as they are chosen or dropped.

import { values } from "./form_parts.mjs";

export class Files {
  constructor(form, words, tools) {
    Object.assign(this, { form, words }, tools);
  }

  sendAll(input, files) {
    for (const file of files) this.send(input, file);
  }

  send(input, file) {
    const part = this.parts.of(input);
    const most = Number(input.dataset.most);
    if (most && file.size > most) {
      this.fields.showProblems(input.closest(".field"), [this.tooLarge(input)]);
      return;
    }
    this.requests.inTurn(() => this.upload(part.id, input, file));
  }

  tooLarge(input) {
    return this.words.tooLarge.replace("{size}", input.dataset.size);
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
      this.fields.showProblems(field, [post.status === 413 ? this.tooLarge(input) : this.words.uploadFailed]);
    } else if (fresh) {
      const problem = fresh.querySelector(".problem:not([hidden])");
      this.announce(problem && post.status >= 400 ? problem.innerText : `${this.words.uploaded} ${file.name}`);
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
