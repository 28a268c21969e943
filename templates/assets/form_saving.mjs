// Saves the draft as one goes, and says how that went.

const SAVE_AFTER_MS = 2000;

export class Saving {
  /** `line` is where it is said, `words` has the sentences. */
  constructor(line, words, answers, requests) {
    Object.assign(this, { line, words, answers, requests });
    this.waiting = 0;
    this.hasFailed = false;
  }

  /** Saves soon, unless more is typed before that. */
  later(after_ms = SAVE_AFTER_MS) {
    this.cancel();
    this.waiting = setTimeout(() => this.save(), after_ms);
  }

  cancel() {
    clearTimeout(this.waiting);
  }

  async save() {
    if (this.answers.typed() === this.answers.kept) this.cancel();
    else await this.reach();
  }

  /** Saves whether or not there is anything to be saved; tells whether the service could be reached. */
  async reach() {
    this.cancel();
    const now = this.answers.typed();
    this.line().textContent = this.words.saving;
    try {
      const response = await this.requests.post("save", { part: "nothing" });
      // 422: saved, and something about it is to be looked at.
      if (!response.ok && response.status !== 422 && response.type !== "opaqueredirect") throw new Error(`status ${response.status}`);
      this.answers.kept = now;
      this.succeeded();
      return true;
    } catch {
      this.failed();
      return false;
    }
  }

  succeeded() {
    this.hasFailed = false;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.line().textContent = this.words.saved.replace("{time}", time);
    this.line().classList.remove("is-bad");
  }

  failed() {
    this.hasFailed = true;
    this.line().textContent = this.words.notSaved;
    this.line().classList.add("is-bad");
    this.waiting = setTimeout(() => this.save(), SAVE_AFTER_MS * 5);
  }
}
