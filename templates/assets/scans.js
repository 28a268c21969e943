// Scans in large: zoom, turn, leaf through. Without it a scan is a link to the picture.
"use strict";

(() => {
  const viewer = document.getElementById("viewer");
  if (!viewer?.showModal) return;
  const ZOOM_LEAST = 0.1;
  const ZOOM_MOST = 8;
  const picture = viewer.querySelector("img");
  const room = viewer.querySelector(".scan-room");
  const name = viewer.querySelector("[data-name]");
  let scans = [];
  let at = 0;
  let zoom = 1;
  let turn = 0;

  const draw = () => {
    const sideways = turn % 180 !== 0;
    const [wide, high] = [picture.naturalWidth * zoom, picture.naturalHeight * zoom];
    picture.style.width = `${wide}px`;
    picture.style.transform = `rotate(${turn}deg)`;
    // A picture on its side takes the room of the turned one.
    const off = sideways ? (wide - high) / 2 : 0;
    picture.style.margin = `${off}px ${-off}px`;
  };
  const fitting = () => {
    const sideways = turn % 180 !== 0;
    const [wide, high] = sideways
      ? [picture.naturalHeight, picture.naturalWidth]
      : [picture.naturalWidth, picture.naturalHeight];
    return Math.min((room.clientWidth - 16) / wide, (room.clientHeight - 16) / high, 1);
  };
  const fit = () => {
    zoom = fitting();
    draw();
  };
  const scale = (factor) => {
    zoom = Math.min(Math.max(zoom * factor, ZOOM_LEAST), ZOOM_MOST);
    draw();
  };
  const show = (index) => {
    at = (index + scans.length) % scans.length;
    turn = 0;
    picture.src = scans[at].href;
    picture.alt = scans[at].label;
    name.textContent = `${scans[at].label} (${at + 1}/${scans.length})`;
    if (picture.complete && picture.naturalWidth) fit();
  };
  const open = (href) => {
    const known = new Map();
    for (const link of document.querySelectorAll("a[data-scan]")) {
      known.set(link.href, link.dataset.name);
    }
    scans = [...known].map(([href, label]) => ({ href, label }));
    for (const button of viewer.querySelectorAll("[data-command=before], [data-command=after]")) {
      button.hidden = scans.length < 2;
    }
    viewer.showModal();
    show(scans.findIndex((scan) => scan.href === href));
  };
  const commands = {
    close: () => viewer.close(),
    in: () => scale(1.25),
    out: () => scale(0.8),
    fit,
    left: () => { turn = (turn + 270) % 360; draw(); },
    right: () => { turn = (turn + 90) % 360; draw(); },
    before: () => show(at - 1),
    after: () => show(at + 1),
  };
  const keys = { "+": "in", "=": "in", "-": "out", 0: "fit", l: "left", r: "right", ArrowLeft: "before", ArrowRight: "after" };

  picture.addEventListener("load", fit);
  picture.addEventListener("click", () => (zoom > fitting() ? fit() : scale(2)));
  viewer.addEventListener("click", (event) => commands[event.target.closest("[data-command]")?.dataset.command]?.());
  viewer.addEventListener("keydown", (event) => {
    const command = keys[event.key];
    if (!command || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    commands[command]();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-scan]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href);
  });
})();
