// The editor of an answer. Without it there are a button that keeps the draft and a select with a button for standard texts.
//   <form data-draft="/desk/…/draft">  is kept some seconds after the last key, when the page is left, and says when
//   <ul id="canned">                   opens on "/" at the start of a line: type to filter, arrows, Enter or Tab, Escape
//   <p data-plain data-module="…">     how plain the text is; the module is named with the hash of its content
const WAIT = 2500, MOST = 6;
const form = document.querySelector("form[data-draft]");
const area = form?.querySelector("textarea");
const plainly = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// ---- drafts ----
const drafts = () => {
  const said = form.querySelector("[data-kept-at]"), clock = new Intl.DateTimeFormat("nl", { hour: "2-digit", minute: "2-digit" });
  let timer = 0, dirty = false, sending = null;
  const keep = async (leaving = false) => {
    clearTimeout(timer);
    dirty = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("quiet", "1");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, keepalive: leaving });
      if (!answer.ok) throw new Error(answer.statusText);
      said.textContent = said.dataset.keptAt.replace("{time}", clock.format((await answer.json()).at));
    } catch { dirty = true; }  // no way to the server now: again at the next key, or when the page is left
  };
  form.querySelector("[data-keep-draft]").hidden = true;  // it keeps itself
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => { sending = keep().finally(() => { sending = null; }); }, WAIT);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    dirty = false;
    if (!sending) return;
    event.preventDefault();  // a draft on its way must not arrive after what it became
    const { submitter } = event;
    sending.finally(() => { sending = null; dirty = false; form.requestSubmit(submitter); });
  });
  addEventListener("pagehide", () => { if (dirty) keep(true); });
};

// ---- standard texts ----
const canned = () => {
  const list = document.getElementById("canned"), said = form.querySelector("[data-canned-said]");
  const texts = [...document.getElementById("canned-texts").content.children].map((each) => ({
    id: each.id, title: each.title, text: each.textContent.replace(/^\n/, "").trim(), plain: plainly(each.title) }));
  let at = -1, here = 0, shown = [];
  const asked = () => {  // what stands between the "/" that begins this line and the caret
    const before = area.value.slice(0, area.selectionStart), line = before.lastIndexOf("\n") + 1;
    return area.selectionStart === area.selectionEnd && /^\/[^\n/]{0,40}$/.test(before.slice(line)) ? line : -1;
  };
  const close = () => {
    at = -1;
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  };
  const choose = (place) => {
    here = (place + shown.length) % shown.length;
    [...list.children].forEach((each, index) => each.setAttribute("aria-selected", String(index === here)));
    area.setAttribute("aria-activedescendant", list.children[here].id);
    list.children[here].scrollIntoView({ block: "nearest" });
  };
  const insert = ({ text }) => {
    const start = at, end = area.selectionStart;
    close();
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  const draw = () => {
    const line = asked();
    if (line < 0) { if (at >= 0) close(); return; }
    const wanted = plainly(area.value.slice(line + 1, area.selectionStart)).trim();
    shown = texts.filter((each) => each.plain.split(/\s+/).some((_, place, all) => all.slice(place).join(" ").startsWith(wanted))).slice(0, MOST);
    at = line;
    list.replaceChildren(...shown.map((each) => {
      const item = document.createElement("li");
      item.id = `choose-${each.id}`;
      item.setAttribute("role", "option");
      const title = document.createElement("strong"), text = document.createElement("small");
      title.textContent = each.title;
      text.textContent = each.text.replace(/\s+/g, " ").slice(0, 110);
      item.append(title, text);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); insert(each); });
      return item;
    }));
    list.hidden = !shown.length;
    said.textContent = shown.length ? `${list.getAttribute("aria-label")}: ${shown.length}` : list.dataset.none;
    if (!shown.length) { area.removeAttribute("aria-activedescendant"); return; }
    area.setAttribute("aria-controls", list.id);
    choose(0);
  };
  area.setAttribute("aria-autocomplete", "list");
  area.addEventListener("input", draw);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (at < 0 || !shown.length || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(here + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) insert(shown[here]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  for (const each of form.querySelectorAll("[data-with-script]")) each.hidden = false;
};

// ---- plain language ----
const plain = async () => {
  const line = form.querySelector("[data-plain]"), words = line.dataset;
  const { measure } = await import(words.module);
  const draw = () => {
    const { score, long, mean } = measure(area.value, area.lang);
    const mends = long === 1 ? words.one : long ? words.many.replace("{count}", long) : "";
    const level = score === null ? "" : score >= 60 ? words.good : score >= 45 ? words.fair : words.poor;
    const average = mean ? words.mean.replace("{count}", Math.round(mean)) : "";
    line.textContent = [level, mends, average].filter(Boolean).join(" ");
    line.hidden = !level && !mends;
    line.classList.toggle("soon", Boolean(long) || (score !== null && score < 45));
  };
  area.addEventListener("input", draw);
  draw();
};

// ---- where the writing begins ----
const caret = () => {  // the open line between the salutation and the closing
  const gap = area.value.indexOf("\n\n\n");
  if (gap >= 0) area.setSelectionRange(gap + 2, gap + 2);
};

if (form) { caret(); drafts(); canned(); plain(); }
