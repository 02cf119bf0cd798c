// Inside a frame on another site: tells how high the page is, and nothing else, so that it needs no scroll bar.
const tell = () => parent.postMessage({ balieHeight: Math.ceil(document.querySelector("main").getBoundingClientRect().bottom + scrollY) + 24 }, "*");
new ResizeObserver(tell).observe(document.querySelector("main"));
tell();
