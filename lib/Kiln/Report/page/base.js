// What all parts of the page use: the facts, elements, numbers in words, and
// which step is chosen. Names from the model only ever become text nodes.
"use strict";

const facts = JSON.parse(document.getElementById("facts").textContent);
const { nodes, steps, machine } = facts;

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {}))
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

const html = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
const find = (selector) => document.querySelector(selector);

/// Three digits that count.
function digits(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : size >= 0.01 ? value.toFixed(2) : value.toExponential(1);
}

function withUnit(value, units) {
  for (const [size, unit] of units)
    if (Math.abs(value) >= size) return digits(value / size) + " " + unit;
  const [size, unit] = units[units.length - 1];
  return digits(value / size) + " " + unit;
}

const bytes = (value) => withUnit(value, [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"], [1, "B"]]);
const operations = (value) => withUnit(value, [[1e9, "GFLOP"], [1e6, "MFLOP"], [1e3, "kFLOP"], [1, "FLOP"]]);
const seconds = (value) => withUnit(value, [[1, "s"], [1e-3, "ms"], [1e-6, "\u00b5s"]]);
const cycles = (value) => withUnit(value, [[1e9, "G cycles"], [1e6, "M cycles"], [1e3, "k cycles"], [1, "cycles"]]);
const percent = (share) => (100 * share >= 9.95 ? (100 * share).toFixed(0) : (100 * share).toFixed(1)) + " %";
const shape = (sizes) => sizes.length ? sizes.join("\u00d7") : "scalar";
const plural = (count, word) => count + " " + word + (count === 1 ? "" : "s");

const isMeasured = steps.length > 0 && steps.some((step) => step.measuredSeconds !== undefined);
/// Cycles a second of the machine that was measured, if known.
const clock = facts.profile && facts.profile.peakFlops > 0 && machine.peakFlopsPerCycle > 0
  ? facts.profile.peakFlops / machine.peakFlopsPerCycle : 0;

/// What a step takes: seconds if measured, else cycles.
const timeOf = (step) => isMeasured ? step.measuredSeconds || 0 : step.cycles;
const timeText = (value) => isMeasured ? seconds(value) : cycles(value);
const predictedText = (step) => clock ? seconds(step.cycles / clock) : cycles(step.cycles);
const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);
const totalTime = sum(steps, timeOf);
const shareOf = (step) => totalTime > 0 ? timeOf(step) / totalTime : 0;
const bytesOf = (step) => step.readBytes + step.writtenBytes;
const intensityOf = (step) => bytesOf(step) > 0 ? step.flops / bytesOf(step) : 0;

/// The share of the peak of multiply-adds that `flops` in `time` make; null if
/// there is no peak to compare with.
function peakShare(flops, time) {
  const peak = isMeasured ? (facts.profile && facts.profile.peakFlops) || 0 : machine.peakFlopsPerCycle;
  return peak > 0 && time > 0 && flops > 0 ? flops / time / peak : null;
}
const peakShareOf = (step) => peakShare(step.flops, timeOf(step));

const algorithmOf = (step) => step.schedule ? step.schedule.algorithm : step.flops > 0 ? "loops" : "moves data";
const limitText = (step) => (step.limit === "compute" ? "\u25cf compute" : "\u25a0 memory") + "-bound";

const functionBytes = new Map((facts.sizes ? facts.sizes.functions : []).map((each) => [each.symbol, each.bytes]));

/// Those who want to know when another step is chosen.
const listeners = [];
function choose(id, from) {
  for (const listener of listeners) listener(steps[id], from);
}

/// Calls `draw` with the width that there is, now and whenever it changes.
function onWidth(element, draw) {
  let last = 0;
  const update = () => {
    const width = Math.floor(element.clientWidth);
    if (width > 0 && width !== last) draw(last = width);
  };
  new ResizeObserver(update).observe(element);
  update();
}
