// Light or dark, kept in this browser. Choosing what the system already says means: follow the system.
// Loaded with blocking="render", so a stored choice never flashes.
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const fixed = root.hasAttribute("data-theme-fixed");

const recall = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
const keep = (theme) => {
  try { if (theme) localStorage.setItem("theme", theme); else localStorage.removeItem("theme"); } catch { /* private mode */ }
};
const shown = () => root.dataset.theme ?? (system.matches ? "dark" : "light");
const press = () => {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    button.hidden = fixed;
    button.setAttribute("aria-pressed", String(shown() === "dark"));
  }
};

const stored = recall();
if (!fixed && (stored === "light" || stored === "dark")) root.dataset.theme = stored;

document.addEventListener("click", (event) => {
  if (fixed || !event.target.closest("[data-theme-toggle]")) return;
  const wanted = shown() === "dark" ? "light" : "dark";
  const follow = (wanted === "dark") === system.matches;
  if (follow) delete root.dataset.theme; else root.dataset.theme = wanted;
  keep(follow ? null : wanted);
  press();
});
system.addEventListener("change", press);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", press); else press();
