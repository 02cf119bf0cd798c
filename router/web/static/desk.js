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
