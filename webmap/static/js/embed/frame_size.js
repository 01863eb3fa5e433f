// Tells the page around how high the content is, and sends a choice as soon as it is made.

function tellHeight() {
  if (parent === window) return;
  const { height } = document.querySelector(".embed-main").getBoundingClientRect();
  parent.postMessage({ type: "baophu:height", height: Math.ceil(height) }, "*"); // a height is no secret
}

if (!document.body.classList.contains("fills")) {
  tellHeight(); // frames out of sight are given no turn to observe anything
  addEventListener("load", tellHeight);
  new ResizeObserver(tellHeight).observe(document.querySelector(".embed-main"));
  addEventListener("message", ({ source, data }) => { if (source === parent && data?.type === "baophu:ask") tellHeight(); });
}
document.documentElement.classList.remove("no-js");
document.documentElement.classList.add("js");
document.querySelector(".embed-choices")?.addEventListener("change", ({ currentTarget }) => currentTarget.requestSubmit());
if (!document.querySelector(".coverage-map")) document.documentElement.dataset.settled = "true";
