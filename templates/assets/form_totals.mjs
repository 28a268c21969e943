// The totals of the form, which the server computes: to the last digit, and as it will when the answers are sent.

export class Totals {
  constructor(form, requests) {
    Object.assign(this, { form, requests });
    this.asked = 0;
  }

  /** Asks anew what the totals come to, where the form has any. */
  async refresh() {
    const places = [...this.form.querySelectorAll("[data-total]")];
    if (!places.length) return;
    this.asked += 1;
    const { asked } = this;
    try {
      const response = await this.requests.post("totals");
      // What was typed since is answered by a later request.
      if (response.ok && asked === this.asked) this.show(await response.json());
    } catch { /* They are computed when the answers are sent. */ }
  }

  show({ totals }) {
    const shown = new Map(totals.map((total) => [total.pointer, total.shown]));
    for (const place of this.form.querySelectorAll("[data-total]")) {
      const text = shown.get(place.dataset.total) || "—";
      if (place.textContent !== text) place.textContent = text;
    }
  }
}
