// The time left, and its extension.

const SOON_MINUTES = 5;
const SAVE_AT_SECONDS = 10;

const byId = (id) => document.getElementById(id);

/** Returns what is left of the time: whole seconds, as people read them, and whether it is nearly over. */
export function remaining(deadline_ms, now_ms) {
  const seconds = Math.ceil(Math.max(0, deadline_ms - now_ms) / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return { seconds, text, isSoon: seconds <= SOON_MINUTES * 60 };
}

export class Timer {
  constructor(requests, saving) {
    Object.assign(this, { requests, saving });
    this.announced = new Set();
    // What has the focus is never behind the bar, however high it is.
    this.height = new ResizeObserver(() => {
      document.documentElement.style.scrollPaddingTop = `${byId("bar").offsetHeight + 16}px`;
    });
    this.height.observe(byId("bar"));
  }

  start() {
    this.tick();
    setInterval(() => this.tick(), 1000);
  }

  async extend() {
    try {
      const response = await this.requests.post("extend", { redirect: "follow" });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("bar");
      if (!response.ok || !fresh) throw new Error(`status ${response.status}`);
      byId("bar").replaceWith(fresh);
      this.height.observe(fresh);
      this.announced = new Set();
      this.tick();
      fresh.querySelector("button")?.focus();
    } catch {
      this.saving.failed();
    }
  }

  announce(once, text) {
    if (this.announced.has(once)) return;
    this.announced.add(once);
    byId("timer-said").textContent = text;
  }

  tick() {
    const timer = byId("timer");
    if (!timer?.dataset.deadline) return;
    const { seconds, text, isSoon } = remaining(Number(timer.dataset.deadline), Date.now() + this.requests.clockOff);
    const line = byId("timer-left");
    line.hidden = seconds === 0;
    line.textContent = timer.dataset.left.replace("{time}", text);
    byId("bar").classList.toggle("is-soon", isSoon && seconds > 0);
    byId("bar").classList.toggle("is-over", seconds === 0);
    if (seconds === 0) this.announce("over", timer.dataset.over);
    else if (isSoon) this.announce("soon", timer.dataset.soon.replace("{minutes}", SOON_MINUTES));
    if (seconds === SAVE_AT_SECONDS) this.saving.save();
  }
}
