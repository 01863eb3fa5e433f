// Shows how far a pack is while it is made, without reloading the page; when it is ready the page is asked for anew.

const PAUSE_MS = 700;

async function follow(progress, words) {
  const response = await fetch(progress.dataset.url, { headers: { Accept: "application/json" } });
  const pack = response.ok ? await response.json() : null;
  if (pack && pack.status === "making") {
    progress.max = Math.max(pack.step_count, 1);
    progress.value = pack.done_count;
    words.textContent = pack.step_count ? `${pack.done_count} / ${pack.step_count}` : "";
    setTimeout(() => follow(progress, words).catch(() => location.reload()), PAUSE_MS);
  } else {
    location.reload();
  }
}

const progress = document.querySelector("progress[data-url]");
if (progress) follow(progress, document.querySelector("[data-steps]")).catch(() => setTimeout(() => location.reload(), 5000));
