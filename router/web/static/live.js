// Keeps a page fresh: fragments from the server's event stream, and time left ticking between them.
//   <main data-live="/events?view=desk" data-now="1732095840000">   the server's clock corrects ours; else <header data-live>
//   event "fragment": {"id": "work", "html": "<section id=work>…"}   replaces that element
//   event "notice":   {"text": "…"}                                  said once in #toasts
//   event "ping":     anything; once seen, 15 s of silence counts as a lost connection
//   <form data-stay>  is sent without leaving the page; what has data-mark, and that form, is taken from the answer
// An element with data-mark tells the server what it shows; the server sends it again when that is no longer so.
// What holds the focus, or lies under a moving pointer, waits (data-held) until it is left.
const FLUSH = 250, QUIET = 15000, POINTER = 2000, RETRY = [1000, 2000, 5000, 10000];

const main = document.querySelector("main[data-live]") ?? document.querySelector("header[data-live]");
const state = document.getElementById("live-state");
const words = document.body.dataset;
const pending = new Map();
const last = new Map();
const skew = Number(document.querySelector("[data-now]")?.dataset.now ?? Date.now()) - Date.now();
const clock = new Intl.DateTimeFormat(document.documentElement.lang || "nl", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

let source, cursor = "", heard = Date.now(), pings = false, stale = false, tries = 0, timer = 0, retry = 0, pointed = 0;

// ---- time left ----
const span = (ms) => {
  const seconds = Math.floor(ms / 1000), minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
  const { unitS = "s", unitMin = "min", unitH = "u", unitD = "d" } = words;
  if (seconds < 60) return `${seconds} ${unitS}`;
  if (minutes < 60) return `${minutes} ${unitMin}`;
  if (hours >= 24) return `${Math.floor(hours / 24)} ${unitD}`;
  return minutes % 60 && hours < 6 ? `${hours} ${unitH} ${String(minutes % 60).padStart(2, "0")}` : `${hours} ${unitH}`;
};

const tick = () => {
  if (document.hidden) return;
  const now = Date.now() + skew;
  for (const element of document.querySelectorAll("[data-due]")) {
    const left = Number(element.dataset.due) - now;
    if (left >= 86400000) continue;  // further off, the server's words ("do 12:00") stand
    const text = (left < 0 ? words.timeLate ?? "{time} te laat" : words.timeLeft ?? "nog {time}").replace("{time}", span(Math.abs(left)));
    const place = element.querySelector("[data-due-text]") ?? element;
    if (place.textContent !== text) place.textContent = text;
    const risk = left < 0 ? "late" : left <= Number(element.dataset.soon ?? 0) ? "soon" : null;
    if (risk && !element.classList.contains(risk)) { element.classList.remove("fine", "soon", "late"); element.classList.add(risk); }
    const bar = element.querySelector("progress[data-from]");
    if (bar) bar.value = Math.max(0, Math.min(bar.max, bar.max * left / (Number(element.dataset.due) - Number(bar.dataset.from))));
  }
};

// ---- fragments ----
const busy = (element) => element.contains(document.activeElement)
  || (element.matches(":hover") && Date.now() - pointed < POINTER);

const said = (element) => {  // what it says, but for the ticking time
  const copy = element?.cloneNode(true);
  for (const time of copy?.querySelectorAll("[data-due-text]") ?? []) time.remove();
  return copy?.textContent;
};

// Marks the parts with an id that changed or are new; without such parts, the whole.
const replace = (element, html) => {
  const mould = document.createElement("template");
  mould.innerHTML = html;
  const fresh = mould.content.firstElementChild;
  if (!fresh) { element.remove(); return; }
  const scrolled = element.scrollTop;
  const parts = [...fresh.querySelectorAll("[id]")].filter((part) => said(part) !== said(document.getElementById(part.id)));
  for (const part of parts.length ? parts : [fresh]) part.setAttribute("data-changed", "");
  element.replaceWith(fresh);
  if (fresh.dataset.unread) document.title = (fresh.dataset.unread === "0" ? "" : `(${fresh.dataset.unread}) `) + document.title.replace(/^\(\d+\) /, "");
  fresh.scrollTop = scrolled;
};

const flush = () => {
  timer = 0;
  for (const [id, html] of pending) {
    const element = document.getElementById(id);
    if (element && busy(element)) { element.setAttribute("data-held", ""); continue; }
    pending.delete(id);
    if (element) replace(element, html);
  }
  tick();
  if (pending.size) timer = setTimeout(flush, FLUSH * 2);
};
const soon = () => { timer ||= setTimeout(flush, FLUSH); };

export const say = (text) => {
  const place = document.getElementById("toasts");
  if (!place) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = text;
  place.append(toast);
  setTimeout(() => toast.remove(), 8000);
};

// ---- connection ----
const show = () => {
  main.toggleAttribute("data-stale", stale);
  if (!state) return;
  const place = state.querySelector("[data-live-text]") ?? state;
  const text = stale ? (state.dataset.stale ?? "{time}").replace("{time}", clock.format(heard)) : state.dataset.live ?? "live";
  if (place.textContent !== text) place.textContent = text;
  state.classList.toggle("late", stale);
  state.classList.toggle("fine", !stale);
};
const alive = (event) => {
  heard = Date.now();
  if (event?.lastEventId) cursor = event.lastEventId;
  if (stale) { stale = false; show(); }
};
const lost = () => {
  if (!stale) { stale = true; show(); }
  if (source.readyState !== EventSource.CLOSED || retry) return;  // the browser itself tries again
  retry = setTimeout(connect, RETRY[Math.min(tries++, RETRY.length - 1)]);
};

function connect() {
  clearTimeout(retry);
  retry = 0;
  source?.close();
  const url = new URL(main.dataset.live, location.href);
  url.searchParams.set("marks", [...document.querySelectorAll("[data-mark]")].map((each) => `${each.id}:${each.dataset.mark}`).join(","));
  if (cursor) url.searchParams.set("lastEventId", cursor);  // as the header, which only the browser's own retry sends
  source = new EventSource(url);
  source.onopen = () => { tries = 0; alive(); show(); };
  source.onerror = lost;
  source.addEventListener("ping", (event) => { pings = true; alive(event); });
  source.addEventListener("notice", (event) => { alive(event); say(JSON.parse(event.data).text); });
  source.addEventListener("fragment", (event) => {
    alive(event);
    const { id, html } = JSON.parse(event.data);
    if (last.get(id) === html) return;
    last.set(id, html);
    pending.set(id, html);
    soon();
  });
}

// ---- forms that stay ----
const sent = async (form, button) => {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focus = button?.value, within = form.closest("[id]")?.id;
  for (const element of document.querySelectorAll("[data-mark]")) {
    const fresh = page.getElementById(element.id);
    if (fresh) element.replaceWith(document.adoptNode(fresh));
  }
  if (focus && within) document.getElementById(within)?.querySelector(`button[value="${focus}"]`)?.focus();
  if (!answer.ok) say(page.querySelector("main .flash, main h1 + p")?.textContent.trim() ?? answer.statusText);
  tick();
};
addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches?.("form[data-stay]")) return;
  event.preventDefault();
  sent(event.target, event.submitter).catch(lost);
});

addEventListener("pointermove", () => { pointed = Date.now(); }, { passive: true });
addEventListener("focusout", () => { if (pending.size) soon(); });
setInterval(() => {
  tick();
  if (main && pings && !retry && Date.now() - heard > QUIET) { source.close(); lost(); }
}, 1000);
addEventListener("visibilitychange", tick);
tick();
if (main) { addEventListener("pagehide", () => source.close()); addEventListener("pageshow", (event) => { if (event.persisted) connect(); }); connect(); }
