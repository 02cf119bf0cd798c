// One key, one action: <a data-key="v" data-key-label="Next"> is pressed by "v" when nobody is typing.
// "ctrl+enter" also works while typing, and Escape leaves the field, so that single keys work again. "?" opens <dialog id="keys">, which can switch single keys off (WCAG 2.1.4).
const root = document.documentElement;
const sheet = document.getElementById("keys");
const names = { enter: "↵" };

const recall = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
let on = recall();

const choose = (wanted) => {
  on = wanted;
  root.dataset.keys = on ? "on" : "off";
  try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* private mode */ }
};

const typing = (target) => target.isContentEditable || target.closest?.(
  "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])");
const shown = (element) => element.checkVisibility?.() ?? element.getClientRects().length > 0;
const owner = (key, form) => [...(form?.querySelectorAll("[data-key]") ?? []), ...document.querySelectorAll("[data-key]")].find(
  (element) => element.dataset.key.toLowerCase() === key && shown(element)
    && !element.disabled && element.getAttribute("aria-disabled") !== "true");

// What a tab or a <summary> opens: whoever opened it by a key writes there, and no letter of that may be taken for a key.
const opened = (element) => element.matches("summary") ? (element.parentElement.open ? element.parentElement : null)
  : element.matches(".tabs > label") ? element.nextElementSibling : null;
const field = (place) => place?.querySelector("[data-first]") ?? place?.querySelector("textarea, select, input:not([type=hidden])");

const press = (element) => {
  if (element.matches("input:not([type=checkbox], [type=radio]), textarea, select")) { element.focus(); element.select?.(); }
  else { element.focus(); element.click(); field(opened(element))?.focus(); }
};

const fill = () => {
  const list = sheet.querySelector("[data-key-list]");
  const seen = new Set();
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key][data-key-label]")) {
    if (seen.has(element.dataset.key) || !shown(element)) continue;
    seen.add(element.dataset.key);
    const term = document.createElement("dt");
    for (const part of element.dataset.key.split("+")) {
      const cap = document.createElement("kbd");
      cap.textContent = names[part.toLowerCase()] ?? part;
      term.append(cap, " ");
    }
    const label = document.createElement("dd");
    label.textContent = element.dataset.keyLabel;
    list.append(term, label);
  }
};

const open = () => {
  if (!sheet || sheet.open) return;
  fill();
  sheet.querySelector("[data-keys-on]").checked = on;
  sheet.showModal();
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.isComposing || event.repeat || document.querySelector("dialog[open]")) return;
  const held = event.ctrlKey || event.metaKey;
  const key = (held ? "ctrl+" : "") + event.key.toLowerCase();
  if (key === "escape" && on && typing(event.target)) { event.target.blur(); return; }
  if (!held && (!on || typing(event.target))) return;
  if (key === "?" && sheet) { event.preventDefault(); open(); return; }
  const element = owner(key, event.target.closest?.("form"));  // where somebody types, the button of that form
  if (element) { event.preventDefault(); press(element); }
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-open-keys]")) open();
});
sheet?.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) choose(event.target.checked);
});
choose(on);
