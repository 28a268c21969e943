// Posts to the form's own address. Those that change the draft go one after another, so that none takes back what another
// brought.

const KEEPALIVE_MOST = 60_000;
const CLOCK_OFF_MOST_MS = 5000;
/** What changes nothing. */
const QUESTIONS = ["field", "totals"];

export class Requests {
  constructor(form, answers) {
    this.form = form;
    this.answers = answers;
    this.queue = Promise.resolve();
    this.underWay = 0;
    /** How far the server's clock is ahead of the browser's. */
    this.clockOff = 0;
  }

  /** Runs something once all before it have ended, well or badly. */
  inTurn(run) {
    const result = this.queue.then(run);
    const end = () => { this.underWay -= 1; };
    this.underWay += 1;
    this.queue = result.then(end, end);
    return result;
  }

  /** Posts the answers with a command. A question changes nothing and need not wait. */
  post(command, options = {}) {
    const run = () => this.send(command, options);
    return QUESTIONS.includes(command) ? run() : this.inTurn(run);
  }

  /** Notes from which answers the page is drawn now: what is posted next is merged with what others saved since. */
  drawn(state) {
    if (state && this.form.elements.state) this.form.elements.state.value = state;
  }

  async send(command, { part, more = {}, redirect = "manual", withSecrets = false }) {
    const body = this.answers.pairs(withSecrets);
    body.set("do", command);
    const state = this.form.elements.state;
    if (state) body.set("state", state.value);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    const headers = part ? { "X-Guichet-Part": part } : {};
    const keepalive = command === "save" && body.toString().length < KEEPALIVE_MOST;
    const fetched = () => fetch(this.form.action, { method: "POST", body, headers, redirect, keepalive });
    let response = await fetched();
    // A login or its end on another page changed the token, not what was typed here.
    const token = response.headers.get("X-Guichet-Token");
    if (token) {
      this.form.elements.csrf.value = token;
      body.set("csrf", token);
      response = await fetched();
    }
    this.drawn(response.headers.get("X-Guichet-State"));
    const date = Date.parse(response.headers.get("Date") ?? "");
    if (date && Math.abs(date - Date.now()) > CLOCK_OFF_MOST_MS) this.clockOff = date - Date.now();
    return response;
  }
}
