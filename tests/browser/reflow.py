"""A page where there is little room: what is cut off, lies outside, or cannot be reached (WCAG 1.4.4, 1.4.10)."""

from __future__ import annotations

from playwright.sync_api import Page

# What may be wider than the screen moves within a frame of its own: wide tables, maps, tabs. Cut-off text is told by
# the box that cuts it; one line that ends in an ellipsis, too, unless its whole text stands in a title.
FIND = """() => {
  const room = innerWidth + 1;
  const found = new Set();
  const name = (one) => [one.localName, ...one.classList].join(".") + (one.id ? "#" + one.id : "");
  const style = (one) => getComputedStyle(one);
  const above = ({ parentElement: at }) => (at ? [at, ...above(at)] : []);
  const isWhole = (one) => one === document.body || one === document.documentElement;
  const isPoint = (one) => { const { width, height } = one.getBoundingClientRect(); // kept for who listens
    return (width < 2 || height < 2) && /hidden|clip/.test(style(one).overflow); };
  const isHidden = (one) => !one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    || [one, ...above(one)].some((at) => at.matches(".skip, [aria-hidden=true], .leaflet-container") || isPoint(at));
  const moves = (one) => above(one).some((at) => /auto|scroll/.test(style(at).overflowX) && !isWhole(at)
    && at.scrollWidth > at.clientWidth);
  if (document.scrollingElement.scrollWidth > room) found.add("scrolls sideways");
  const hasText = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  for (const one of document.body.querySelectorAll("*")) {
    const isControl = one.matches("a[href], button, input:not([type=hidden]), select, textarea, summary");
    if ((!isControl && !hasText(one)) || one.closest("svg, script, style, noscript, option") || isHidden(one)) continue;
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if ((box.right > room || box.left < -1) && !moves(one)) found.add(`outside: ${name(one)}`);
    if (isControl && box.bottom + scrollY < 0) found.add(`above the page: ${name(one)}`);
    for (const at of [one, ...above(one)]) {
      const { overflowX, overflowY } = style(at);
      const frame = at.getBoundingClientRect();
      if (at !== one && /auto|scroll/.test(overflowX + overflowY)) break; // what moves within a frame is reached there
      const cutsX = /hidden|clip/.test(overflowX) && (box.right > frame.right + 1 || box.left < frame.left - 1);
      const cutsY = /hidden|clip/.test(overflowY) && (box.bottom > frame.bottom + 1 || box.top < frame.top - 1);
      const isShort = at === one && one.localName !== "input" && at.scrollWidth > at.clientWidth + 1;
      const ends = isShort && /hidden|clip/.test(overflowX);
      if ((cutsX || cutsY || ends) && !at.title && !isWhole(at)) {
        found.add(`cut off by ${name(at)}: ${name(one)} «${one.textContent.trim().slice(0, 30)}»`);
        break;
      }
    }
  }
  return [...found];
}"""


def find_cut_off(page: Page) -> list[str]:
    """Return what of the page as it stands is cut off or lies beside it; a settled page keeps nobody waiting."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: list[str] = page.evaluate(FIND)
    return found
