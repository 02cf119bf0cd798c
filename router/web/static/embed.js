// The form of a municipality on another site. <script src="https://…/embed.js" data-product="litter" data-lang="nl" data-title="…"></script>
{
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const { product = "", lang = document.documentElement.lang.slice(0, 2) || "nl", title = "Contact" } = script.dataset;
  const frame = document.createElement("iframe");
  frame.src = `${origin}/form${product ? `/${encodeURIComponent(product)}` : ""}?embed=1&lang=${encodeURIComponent(lang)}`;
  frame.title = title;
  frame.style.cssText = "display:block;width:100%;min-height:30rem;border:0";
  if (script.closest("head")) addEventListener("DOMContentLoaded", () => document.body.append(frame)); else script.after(frame);
  addEventListener("message", (event) => {
    const height = event.data?.balieHeight;
    if (event.source !== frame.contentWindow || event.origin !== origin || !Number.isFinite(height)) return;
    frame.style.height = `${Math.min(Math.max(height, 200), 10000)}px`;
  });
}
