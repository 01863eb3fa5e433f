// The areas of one view by position: values, names and counts joined, with the words and digits that all parts show.

import { _ } from "./config.js";
import { writeCount, writeValue } from "./numbers.js";

const collator = new Intl.Collator("vi", { numeric: true });
const nameOrders = new WeakMap(); // names come once per vintage; sorting 11,163 of them by alphabet is not free

export class AreaRows {
  /** `columns` are the values, `areas` the names, `counts` by kind, `page` what the server said of the screen. */
  constructor({ columns, areas, counts, page, state }) {
    this.values = columns.values;
    this.letters = columns.class_codes;
    this.classes = columns.classes;
    this.shares = new Map(columns.estimated.map((position, index) => [position, columns.estimated_shares[index]]));
    this.own = page.sums ?? readOwn(columns); // what the counts below do not give: sums over areas that have both
    this.shape = page.shape;
    this.counts = counts;
    this.codes = areas.codes;
    this.names = areas.names;
    this.parent = areas.parent;
    this.parents = areas.parents;
    this.state = state;
    this.count = this.codes.length;
    this.isNested = areas.parents.length > 1 || areas.parents[0]?.area_code !== areas.within;
    this.rank = rankWithin(this.values, this.shape.ahead_is_high, () => 0).ranks;
    this.range = findRange(this.values, this.shape);
  }

  words(position) {
    return this.values[position] === null ? this.shape.states[this.letters[position]] ?? "" : "";
  }

  /** How much of an estimate is estimated, in words; empty where nothing is. */
  estimate(position) {
    const percent = this.shares.get(position);
    if (percent === undefined) return "";
    const share = percent ? `${percent}%` : _("dưới 1%");
    return _("ước tính: %(share)s số người", { share });
  }

  parentName(position) {
    return this.isNested ? this.parents[this.parent[position]].name : "";
  }

  color(position) {
    const letter = this.letters[position];
    if (letter === "a") return this.shape.above_color;
    return this.classes[Number(letter)]?.color ?? "#ffffff";
  }

  urlOf(position) {
    const params = new URLSearchParams(this.state);
    params.set("area", this.codes[position]);
    return "?" + params;
  }

  /** One of the counts that the table and the tooltip show, null where it is not known. */
  numberOf(column, position) {
    if (this.own[column]) return this.own[column][position];
    const read = (kind) => this.readCount(kind, position);
    if (column === "numerator") return read(this.shape.numerator);
    if (column === "denominator") return this.shape.denominator ? read(this.shape.denominator) : null;
    if (column === "gap") return difference(read("target"), read("enrolled"));
    if (column === "change") return difference(read("enrolled"), read("year_before"));
    return column === "rank" ? this.rank[position] || null : this.values[position];
  }

  readCount(kind, position) {
    if (kind === "pace_gap") return difference(this.readCount("enrolled", position), this.readCount("pace", position));
    if (kind === "year_change") return difference(this.readCount("enrolled", position), this.readCount("year_before", position));
    if (kind === "net_change") return difference(this.readCount("enrolled", position), this.readCount("year_end", position));
    return this.counts?.[kind]?.[position] ?? null;
  }

  textOf(column, position) {
    return writeCount(this.numberOf(column, position), { signed: column === "change" });
  }

  /** x, width and mark (zero, or 100 % of the plan) of the bar of an area, in per cent of the column. */
  bar(position) {
    const [low, high] = this.range;
    const span = high - low || 1;
    const at = (value) => ((value - low) / span) * 100;
    const value = this.values[position];
    const mark = at(this.shape.whole || 0);
    return [at(Math.min(0, value)), Math.max(0.4, Math.abs(at(value) - at(0))), mark].map((number) => number.toFixed(2));
  }

  /** Positions in the order of a column; what has no number comes last, ties in the order of the alphabet. */
  sorted(column, order) {
    const names = this.nameOrder();
    const sign = order === "desc" ? -1 : 1;
    const keys = column === "name" ? names : Array.from({ length: this.count }, (each, index) => this.numberOf(column, index));
    return Array.from(keys, (each, index) => index).sort((a, b) => {
      const left = keys[a];
      const right = keys[b];
      if (left === null || right === null) return (left === null) - (right === null) || names[a] - names[b];
      return sign * (left - right) || names[a] - names[b];
    });
  }

  nameOrder() {
    if (!nameOrders.has(this.names)) {
      const places = new Int32Array(this.count);
      Array.from(places, (each, index) => index)
        .sort((a, b) => collator.compare(this.names[a], this.names[b]))
        .forEach((position, place) => { places[position] = place; });
      nameOrders.set(this.names, places);
    }
    return nameOrders.get(this.names);
  }

  /** `[rank, ranked]` of an area among those with the same parent, null without a value. */
  parentRank(position) {
    this.parentRanks ??= rankWithin(this.values, this.shape.ahead_is_high, (index) => this.parent[index]);
    const { ranks, sizes } = this.parentRanks;
    return ranks[position] ? [ranks[position], sizes.get(this.parent[position])] : null;
  }

  /** The area in one sentence, for the screen reader. */
  sentence(position) {
    const value = this.words(position) || writeValue(this.values[position], this.shape);
    const rank = this.rank[position] ? _("hạng %(rank)s", { rank: writeCount(this.rank[position]) }) : "";
    return [this.names[position], this.parentName(position), value, this.estimate(position), rank].filter(Boolean).join("; ");
  }
}

// Of a change since a chosen date the values bring both counts along.
function readOwn({ numerators: numerator, denominators: denominator }) {
  return numerator ? { numerator, denominator } : {};
}

function difference(left, right) {
  return left === null || right === null ? null : left - right;
}

function findRange(values, shape) {
  let low = 0;
  let high = 0;
  for (const value of values) {
    if (value === null) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (shape.whole) high = Math.max(high, shape.whole);
  return [low, high];
}

// 1 for the best of its group; equals share a rank and the next one is left out; 0 without a value.
function rankWithin(values, aheadIsHigh, groupOf) {
  const sign = aheadIsHigh ? -1 : 1;
  const groups = new Map();
  values.forEach((value, index) => {
    if (value === null) return;
    const group = groupOf(index);
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(index);
  });
  const ranks = new Int32Array(values.length);
  for (const members of groups.values()) {
    members.sort((a, b) => sign * (values[a] - values[b]));
    members.forEach((index, place) => {
      ranks[index] = place && values[members[place - 1]] === values[index] ? ranks[members[place - 1]] : place + 1;
    });
  }
  return { ranks, sizes: new Map([...groups].map(([group, members]) => [group, members.length])) };
}
