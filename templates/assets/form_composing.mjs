// Whether an input method is composing a text, as those for Chinese do: nothing is redrawn under it.

export class Composing {
  constructor(form) {
    this.waiting = null;
    form.addEventListener("compositionstart", () => this.begin());
    form.addEventListener("compositionend", () => this.end());
    // A browser that takes the composed text when the input is left need not say that it ended.
    form.addEventListener("focusout", () => this.end());
  }

  begin() {
    this.waiting ??= deferred();
  }

  end() {
    this.waiting?.resolve();
    this.waiting = null;
  }

  /** Resolves once nothing is being composed. */
  async ended() {
    while (this.waiting) await this.waiting.promise;
  }
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => { made.resolve = resolve; });
  return made;
}
