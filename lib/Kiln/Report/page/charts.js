// The roofline, the plan of the memory, and bars.

const about = (section, text) => { find(section + " .about").textContent = text; };

/// Powers of ten around `values`.
function decades(values) {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  return [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs) + 1e-9)];
}

function drawRoofline() {
  const points = steps.filter((step) => step.flops > 0 && timeOf(step) > 0 && bytesOf(step) > 0);
  if (!points.length) {
    about("#roofline", "No step multiplies.");
    return;
  }
  // In operations a second if there is a clock to tell, else in a cycle.
  const speed = (step) => step.flops / timeOf(step) / (isMeasured ? 1e9 : 1);
  const factor = isMeasured ? clock / 1e9 : 1, unit = isMeasured ? "GFLOP/s" : "FLOP/cycle";
  const peak = machine.peakFlopsPerCycle * factor;
  const roofs = factor ? [["registers", machine.peakBytesPerCycle * factor, ""], ["memory", machine.memoryBytesPerCycle * factor, "far"]] : [];
  about("#roofline", "Each mark is a step: to the right, the more it computes with each byte; upwards, the faster; the larger, the longer it takes. " +
    (factor ? "No step can be above the roofs, but for Winograd's algorithm, which needs fewer operations than are counted. Peak: " + digits(peak) + " " + unit +
      "; between registers and caches " + machine.peakBytesPerCycle + " and from beyond the second level cache " + machine.memoryBytesPerCycle +
      " bytes a cycle, " + (isMeasured ? "with the peak that was measured by the profile." : "the cost model's numbers for " + machine.cpu + ".")
      : "The profile tells no peak."));
  const [x0, x1] = decades([...points.map(intensityOf), .1, 100]);
  const [y0, y1] = decades([...points.map(speed), peak || 1]);
  const marks = new Map();
  onWidth(find("#roofline .chart"), (width) => {
    const height = Math.min(480, Math.max(280, width * .55)), left = 46, bottom = 40, top = 12, right = 12;
    const x = (value) => left + (Math.log10(value) - x0) / (x1 - x0) * (width - left - right);
    const y = (value) => height - bottom - (Math.log10(value) - y0) / (y1 - y0) * (height - bottom - top);
    const picture = svg("svg", { width, height, role: "img", "aria-label": "Roofline of " + plural(points.length, "step") + "; the table of the layers has the same numbers" });
    for (let i = x0; i <= x1; ++i)
      picture.append(svg("line", { class: "axis", x1: x(10 ** i), x2: x(10 ** i), y1: top, y2: height - bottom }),
        svg("text", { x: x(10 ** i), y: height - bottom + 16, "text-anchor": "middle" }, String(10 ** i < 1 ? (10 ** i).toFixed(-i) : 10 ** i)));
    for (let i = y0; i <= y1; ++i)
      picture.append(svg("line", { class: "axis", x1: left, x2: width - right, y1: y(10 ** i), y2: y(10 ** i) }),
        svg("text", { x: left - 6, y: y(10 ** i) + 4, "text-anchor": "end" }, String(10 ** i < 1 ? (10 ** i).toFixed(-i) : 10 ** i)));
    picture.append(svg("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }, "FLOP/byte"),
      svg("text", { x: 12, y: height / 2, "text-anchor": "middle", transform: "rotate(-90 12 " + height / 2 + ")" }, unit));
    for (const [name, perByte, kind] of roofs) {
      const ridge = Math.min(Math.max(peak / perByte, 10 ** x0), 10 ** x1), start = Math.max(10 ** x0, 10 ** y0 / perByte);
      picture.append(svg("path", { class: "roof " + kind, d: "M" + x(start) + " " + y(start * perByte) + "L" + x(ridge) + " " + y(peak) + "H" + (width - right) }, svg("title", {}, name)),
        svg("text", { x: x(start) + 16, y: Math.min(y(start * perByte) + 12, height - bottom - 4) }, name));
    }
    for (const step of [...points].sort((a, b) => timeOf(b) - timeOf(a))) {
      const size = 4 + 22 * Math.sqrt(shareOf(step)), cx = x(intensityOf(step)), cy = y(speed(step));
      const mark = step.limit === "compute" ? svg("circle", { cx, cy, r: size }) : svg("rect", { x: cx - size * .9, y: cy - size * .9, width: 1.8 * size, height: 1.8 * size });
      mark.setAttribute("class", "point " + step.limit);
      mark.append(svg("title", {}, step.title + ": " + digits(speed(step)) + " " + unit + ", " + digits(intensityOf(step)) + " FLOP/byte, " + percent(shareOf(step)) + " of the time"));
      mark.addEventListener("click", () => choose(step.id, "roofline"));
      marks.set(step.id, mark);
      picture.append(mark);
    }
    find("#roofline .chart").replaceChildren(picture);
  });
  listeners.push((step) => marks.forEach((mark, id) => mark.classList.toggle("chosen", id === step.id)));
}

function drawMemory() {
  const { buffers, workspaceBytes, liveBytes, threadWorkspaceBytes } = facts.memory;
  const shared = buffers.filter((buffer) => !buffer.ofThread);
  const stepTitle = (id) => steps[id] ? steps[id].title : "step " + id;
  const describe = (buffer) => bytes(buffer.bytes) + " at " + buffer.offset + ", " + shape(buffer.shape) + " " + buffer.type +
    ", from step " + buffer.first + " (" + stepTitle(buffer.first) + ") to step " + buffer.last + " (" + stepTitle(buffer.last) + ")";
  about("#memory", "The workspace of " + bytes(workspaceBytes) + " (" + workspaceBytes + " bytes) is the caller's. Across: the steps in order; upwards: the place in the workspace. " +
    bytes(liveBytes) + " hold data at once, so that no plan could need less." +
    (threadWorkspaceBytes ? " Each thread needs another " + bytes(threadWorkspaceBytes) + ", not shown." : ""));
  find("#memory table").append(
    html("thead", {}, html("tr", {}, ...["Offset", "Bytes", "Shape", "First step", "Last step"].map((name) => html("th", { scope: "col" }, name)))),
    html("tbody", {}, ...buffers.map((buffer) => html("tr", {}, ...[buffer.offset + (buffer.ofThread ? " (of the thread)" : ""), buffer.bytes,
      shape(buffer.shape) + " " + buffer.type, buffer.first, buffer.last].map((value) => html("td", {}, String(value)))))));
  if (!shared.length) return;
  const chart = find("#memory .chart"), panel = find("#memory .detail");
  onWidth(chart, (width) => {
    const height = Math.min(420, Math.max(260, width * .45)), left = 62, bottom = 34, top = 10, count = Math.max(steps.length, 1);
    const x = (step) => left + step / count * (width - left - 8);
    const y = (offset) => height - bottom - offset / workspaceBytes * (height - bottom - top);
    const picture = svg("svg", { width, height, role: "img", "aria-label": "Plan of " + plural(shared.length, "buffer") + " in the workspace; the table below has the same numbers" });
    for (let i = 0; i <= 4; ++i)
      picture.append(svg("line", { class: "axis", x1: left, x2: width - 8, y1: y(workspaceBytes * i / 4), y2: y(workspaceBytes * i / 4) }),
        svg("text", { x: left - 6, y: y(workspaceBytes * i / 4) + 4, "text-anchor": "end" }, bytes(workspaceBytes * i / 4)));
    picture.append(svg("text", { x: (left + width) / 2, y: height - 8, "text-anchor": "middle" }, "steps 0 to " + (count - 1)));
    shared.forEach((buffer, index) => {
      const mark = svg("rect", { class: "buffer", x: x(buffer.first), width: Math.max(1.5, x(buffer.last + 1) - x(buffer.first)),
        y: y(buffer.offset + buffer.bytes), height: Math.max(1, y(buffer.offset) - y(buffer.offset + buffer.bytes)),
        fill: "hsl(" + (index * 137.5 % 360).toFixed(0) + " 55% 55%)" }, svg("title", {}, describe(buffer)));
      const show = () => {
        for (const other of picture.querySelectorAll(".shown")) other.classList.remove("shown");
        mark.classList.add("shown");
        panel.textContent = describe(buffer);
      };
      mark.addEventListener("click", show);
      picture.append(mark);
    });
    chart.replaceChildren(picture);
  });
}

/// Rows of name, number and text.
function drawBars(place, rows) {
  const most = Math.max(...rows.map(([, value]) => value), 1e-30);
  find(place).append(...rows.map(([name, value, text]) => html("div", {}, html("span", { class: "label" }, name),
    html("span", { class: "value" }, text), html("span", { class: "bar", "aria-hidden": "true" }, html("i", { style: "width:" + 100 * value / most + "%" })))));
}

function drawSizes() {
  const { sizes } = facts;
  if (!sizes) {
    about("#sizes", "There is no object file to read them from.");
    return;
  }
  const calls = new Map();
  for (const step of steps) calls.set(step.kernel, (calls.get(step.kernel) || 0) + 1);
  about("#sizes", bytes(sizes.weights) + " of weights and " + bytes(sizes.code) + " of code in " + plural(sizes.functions.length, "function") + ". The largest:");
  drawBars("#sizes .bars", sizes.functions.slice(0, 12).map((each) =>
    [each.symbol + (calls.get(each.symbol) > 1 ? " (" + calls.get(each.symbol) + " calls)" : ""), each.bytes, bytes(each.bytes)]));
}

function drawCompileTime() {
  const { stages, passes } = facts.compileTime;
  about("#time", "The compiler took " + seconds(sum(stages, (stage) => stage.seconds)) + ". A pass that works on several functions at the same time counts each of them, so passes may add up to more than their stage.");
  drawBars("#time .stages", stages.map((stage) => [stage.name, stage.seconds, seconds(stage.seconds)]));
  drawBars("#time .passes", [...passes].sort((a, b) => b.seconds - a.seconds).slice(0, 12)
    .map((pass) => [pass.name + " (" + pass.stage + ")", pass.seconds, seconds(pass.seconds)]));
}

drawRoofline();
drawMemory();
drawSizes();
drawCompileTime();
