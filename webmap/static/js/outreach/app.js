// The form of an event: places are looked for while one types. Without this the button «Tìm» does the same.

const DELAY = 160; // ms between the last key and the question
const LEAST = 2; // letters
const MOST = 12;

const form = document.querySelector(".event-form");
const input = document.getElementById("place");
const list = document.getElementById("places");
const live = document.getElementById("live");
const words = JSON.parse(document.getElementById("outreach-config").textContent);
let timer = 0;
let asked = null;

/** The boundaries that hold on the day of the form: `{id}`, or null. */
function findVintage() {
  const day = document.getElementById("held_on").value;
  const known = form.dataset.vintages.split(" ").map((text) => text.split("|"));
  const found = known.find(([, from, to]) => from <= day && (!to || day < to));
  return found ? found[0] : null;
}

async function look() {
  const [name, above = ""] = input.value.split(",");
  const vintage = findVintage();
  asked?.abort();
  if (name.trim().length < LEAST || !vintage) return;
  asked = new AbortController();
  const query = new URLSearchParams({ vintage, q: name.trim(), lang: document.documentElement.lang });
  try {
    const answer = await fetch(`/api/v1/areas?${query}`, { signal: asked.signal });
    if (!answer.ok) return;
    const { areas } = await answer.json();
    show(areas.map((area) => describe(vintage, area)).filter((one) => fits(one.parents, above)).slice(0, MOST));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function describe(vintage, area) {
  const path = area.path.filter((step) => step.area_code !== "VN").map((step) => step.name);
  return { value: `${vintage}~${area.area_code}`, name: area.name, parents: path.reverse().join(", ") };
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
const fits = (parents, above) => plain(parents).includes(plain(above));

function show(places) {
  list.replaceChildren(...places.map((place) => {
    const label = document.createElement("label");
    label.className = "check";
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name: "area", value: place.value, checked: places.length === 1 });
    radio.addEventListener("change", () => { input.value = place.name; });
    const text = document.createElement("span");
    const small = document.createElement("small");
    small.textContent = place.parents;
    text.append(place.name, small);
    label.append(radio, " ", text);
    return label;
  }));
  live.textContent = words.found.replace("{count}", places.length);
}

input?.addEventListener("input", () => {
  list.replaceChildren(); // what was chosen was another place
  clearTimeout(timer);
  timer = setTimeout(look, DELAY);
});
