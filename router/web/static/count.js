// How many characters are left, counted as the channel counts; the server counts the same again when it is sent.
// <textarea data-count="mastodon" data-most="468" data-left="{count} left" data-over="{count} too many"> in a form with
// [data-count-left] and [data-preview]. Works without a page too: tests count with it.
const LINKS = /https?:\/\/[^\s<>"]+/gu;
const REMOTE = /(?<![\p{L}\p{N}_/@])(@[\p{L}\p{N}_]{1,60})@[\p{L}\p{N}_.-]{1,250}[\p{L}\p{N}_]/gu;
const LINK = 23;
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]];
const segments = new Intl.Segmenter("und", { granularity: "grapheme" });

const letters = (text) => [...text].length;
const graphemes = (text) => [...segments.segment(text)].length;
const light = (point) => LIGHT.some(([first, last]) => first <= point && point <= last);
const weighed = (text) => {
  const plain = text.normalize("NFC");
  const links = plain.match(LINKS)?.length ?? 0;
  return [...plain.replace(LINKS, "")].reduce((sum, one) => sum + (light(one.codePointAt(0)) ? 1 : 2), links * LINK);
};

export const COUNTS = {
  mastodon: (text) => graphemes(text.replace(LINKS, "x".repeat(LINK)).replace(REMOTE, "$1")),
  bluesky: graphemes,
  x: weighed,
};
export const counted = (channel, text) => (COUNTS[channel] ?? letters)(text);

const show = (area) => {
  const { count, most, left, over } = area.dataset;
  const form = area.form, place = form.querySelector("[data-count-left]"), shown = form.querySelector("[data-preview-text]");
  if (place && most) {
    const rest = Number(most) - counted(count, area.value);
    place.textContent = (rest < 0 ? over : left).replace("{count}", Math.abs(rest));
    place.classList.toggle("late", rest < 0);
  }
  if (shown) shown.textContent = area.value;
};

if (globalThis.document) {
  for (const area of document.querySelectorAll("textarea[data-count]")) show(area);
  document.addEventListener("input", (event) => { if (event.target.matches?.("textarea[data-count]")) show(event.target); });
  document.addEventListener("click", (event) => {  // the preview needs no way to the server
    const button = event.target.closest?.("[data-preview-button]");
    const box = button?.form.querySelector("[data-preview]");
    if (!box) return;
    event.preventDefault();
    box.hidden = !box.hidden;
  });
}
