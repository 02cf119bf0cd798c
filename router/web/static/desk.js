// What the desk keeps while somebody works. Everything here has a way without it.
//   <form data-scratch="/desk/scratch"> with one textarea   is kept half a second after the last key, and when the page is left
const WAIT = 500;

const keep = (form, leaving = false) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("quiet", "1");
  form.dataset.dirty = "";
  return fetch(form.dataset.scratch, { method: "POST", body, keepalive: leaving });
};

for (const form of document.querySelectorAll("form[data-scratch]")) {
  const area = form.querySelector("textarea"), said = form.querySelector("[data-kept]");
  let timer = 0;
  form.querySelector("[data-keep]").hidden = true;  // it keeps itself
  area.addEventListener("input", () => {
    form.dataset.dirty = "1";
    said.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(() => keep(form).then((answer) => { if (answer.ok) said.textContent = said.dataset.kept; }, () => {
      form.dataset.dirty = "1";  // no way to the server now: again at the next key, or when the page is left
    }), WAIT);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); form.dataset.dirty = ""; });
  addEventListener("pagehide", () => { if (form.dataset.dirty) keep(form, true); });
}

// While somebody types in a form of the case, colleagues who look at it are told that, and nothing of what is typed.
const TELL = 5000;
const open = document.querySelector("main[data-open]");
const reference = location.pathname.match(/^\/desk\/([A-Z]{1,8}-\d{4}-\d{1,12})$/)?.[1];
let told = 0;
if (open && reference) document.addEventListener("input", (event) => {
  const form = event.target.closest?.(".reply form[method=post]");
  if (!form || Date.now() - told < TELL) return;
  told = Date.now();
  const body = new URLSearchParams({ csrf: form.elements.csrf?.value ?? "", case: reference });
  fetch("/desk/typing", { method: "POST", body }).catch(() => {});  // a colleague who is not told loses nothing
});

// "@ma" in a note: the names that fit lie under it. Arrow down goes to them, Escape back; typing the whole name is as good.
const NAMES = 6;  // shown at once
for (const list of document.querySelectorAll("[data-mentions]")) {
  const area = document.getElementById(list.dataset.mentions), said = list.querySelector("[data-found]");
  if (!area) continue;
  area.after(list);
  const buttons = [...list.querySelectorAll("[data-name]")];
  const begun = () => area.value.slice(0, area.selectionStart).match(/(?:^|[^\p{L}\p{N}._@-])@([\p{L}\p{N}_ -]{0,40})$/u)?.[1];
  const show = () => {
    const text = begun()?.toLowerCase();
    const fits = text === undefined ? [] : buttons.filter((each) => each.dataset.name.toLowerCase().includes(text)).slice(0, NAMES);
    for (const each of buttons) each.hidden = !fits.includes(each);
    list.hidden = !fits.length;
    said.textContent = fits.length ? said.dataset.found.replace("{count}", fits.length) : "";
    return fits;
  };
  const close = () => { list.hidden = true; area.focus(); };
  area.addEventListener("input", show);
  area.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || list.hidden) return;
    event.preventDefault();
    buttons.find((each) => !each.hidden)?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (!step) return;
    event.preventDefault();
    const there = buttons.filter((each) => !each.hidden), next = there.indexOf(document.activeElement) + step;
    if (next < 0) area.focus(); else there[Math.min(next, there.length - 1)].focus();
  });
  list.addEventListener("click", (event) => {
    const name = event.target.closest("[data-name]")?.dataset.name;
    if (!name) return;
    const end = area.selectionStart, start = end - (begun() ?? "").length;
    area.setRangeText(`${name} `, start, end, "end");
    close();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// Work that is laid before somebody counts in the title, and rings when they asked for that. The bar itself always shows it.
const unread = () => Number(document.getElementById("worklist")?.dataset.unread ?? 0);  // words to oneself count along
const count = () => document.querySelectorAll(".bars section.offer").length + unread();
const plain = document.title.replace(/^\(\d+\) /, "");
const wants = () => { try { return localStorage.getItem("sound") === "on"; } catch { return false; } };
const wish = (on) => { try { localStorage.setItem("sound", on ? "on" : "off"); } catch { /* private mode */ } };
const ring = async () => {  // two soft tones; a browser that was not touched yet may keep silent
  const audio = new AudioContext();
  await audio.resume();
  for (const [at, pitch] of [[0, 660], [0.18, 880]]) {
    const tone = audio.createOscillator(), loud = audio.createGain();
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.15, audio.currentTime + at);
    loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.16);
    tone.connect(loud).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.17);
  }
  setTimeout(() => audio.close(), 1000);
};
const bars = document.querySelector(".bars");
const lies = () => document.querySelector(".bars section.offer#offer form") ? document.getElementById("offer").dataset.mark : "";
let before = lies();
const title = () => { document.title = count() ? `(${count()}) ${plain}` : plain; };
title();
if (bars) new MutationObserver(() => {
  const mark = lies();
  title();
  if (mark && mark !== before && wants()) ring().catch(() => {});
  before = mark;
}).observe(bars, { childList: true });
const work = document.getElementById("worklist")?.parentElement;
if (work) new MutationObserver(title).observe(work, { childList: true });
const wished = document.querySelector("[data-sound-on]");
if (wished) {
  wished.checked = wants();
  wished.addEventListener("change", () => wish(wished.checked));
  document.querySelector("[data-sound-test]")?.addEventListener("click", () => ring().catch(() => {}));
}
