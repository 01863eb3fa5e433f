// The pages of the steps: the one shown, and its neighbours on their way, so that a step is shown at once.

const SETTLING_MS = 6000; // for a map to be drawn; after that the page is shown as it is

/** Frames within `place`, one per step at most; `listen` is given the window of each, for its keys. */
export class Frames {
  constructor(place, steps, listen) {
    Object.assign(this, { place, steps, listen, frames: new Map(), at: 0 });
    for (const frame of place.querySelectorAll("iframe")) this.adopt(frame, Number(frame.dataset.frame));
  }

  /** Show the page of a step (from 1); settles with the step once it stands there. */
  async show(number) {
    this.at = number;
    const frame = this.open(number);
    this.place.classList.add("waiting");
    await frame.ready;
    if (this.at !== number) return null;
    for (const [other, { element }] of this.frames) this.uncover(element, other === number);
    this.place.classList.remove("waiting");
    for (const near of [number + 1, number - 1]) if (near >= 1 && near <= this.steps.length) this.open(near);
    for (const far of [...this.frames.keys()].filter((one) => Math.abs(one - number) > 1)) this.close(far);
    return number;
  }

  open(number) {
    if (this.frames.has(number)) return this.frames.get(number);
    const element = document.createElement("iframe");
    // The address is set before the frame is put in: a frame that goes elsewhere adds a step to the way back.
    element.src = this.steps[number - 1].frame_url;
    element.title = this.steps[number - 1].title;
    this.uncover(element, false);
    const frame = this.adopt(element, number);
    this.place.append(element);
    return frame;
  }

  close(number) {
    this.frames.get(number).element.remove();
    this.frames.delete(number);
  }

  uncover(element, isShown) {
    element.classList.toggle("hidden", !isShown);
    element.inert = !isShown;
  }

  adopt(element, number) {
    const frame = { element, ready: this.follow(element) };
    this.frames.set(number, frame);
    return frame;
  }

  async follow(element) {
    if (element.contentDocument?.readyState !== "complete" || element.contentWindow.location.href === "about:blank") {
      await new Promise((done) => element.addEventListener("load", done, { once: true }));
    }
    element.addEventListener("load", () => this.listen(element.contentWindow)); // where a link within leads
    this.listen(element.contentWindow);
    await settle(element.contentDocument);
  }
}

async function settle(page) {
  const root = page?.documentElement;
  if (!root || !page.querySelector(".coverage-map, [data-settles]")) return;
  const settled = () => root.dataset.settled === "true";
  if (settled()) return;
  await new Promise((done) => {
    const watcher = new MutationObserver(() => { if (settled()) finish(); });
    const finish = () => { watcher.disconnect(); done(); };
    watcher.observe(root, { attributes: true, attributeFilter: ["data-settled"] });
    setTimeout(finish, SETTLING_MS);
  });
}
