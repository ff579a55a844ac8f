// The table of the steps: sorted by any column, searched, and as wide as it
// needs to be within its frame.

const columns = [
  { name: "#", of: (step) => step.id },
  { name: "Layer", isText: true, of: (step) => step.title,
    cell: (step) => html("td", { class: "text name" }, step.title, html("small", {}, step.kernel)) },
  { name: "Share", of: shareOf, text: (step) => percent(shareOf(step)) },
  isMeasured ? { name: "Measured", of: timeOf, text: (step) => seconds(timeOf(step)) } : null,
  { name: "Predicted", of: (step) => step.cycles, text: predictedText },
  { name: "Of peak", of: (step) => peakShareOf(step) || 0, text: (step) => peakShareOf(step) === null ? "" : percent(peakShareOf(step)) },
  { name: "Limit", isText: true, of: (step) => step.limit,
    cell: (step) => html("td", { class: "text" }, html("span", { class: "limit " + step.limit }, limitText(step))) },
  { name: "Work", of: (step) => step.flops, text: (step) => step.flops ? operations(step.flops) : "" },
  { name: "Bytes", of: bytesOf, text: (step) => bytes(bytesOf(step)) },
  { name: "FLOP/byte", of: intensityOf, text: (step) => step.flops ? digits(intensityOf(step)) : "" },
  { name: "Algorithm", isText: true, of: algorithmOf },
  { name: "Tile", isText: true, of: (step) => step.schedule ? step.schedule.tile : "" },
  { name: "Layout", isText: true, of: (step) => step.schedule ? step.schedule.layout : "" },
  { name: "Result", isText: true, of: (step) => shape(resultOf(step)) },
  facts.sizes ? { name: "Code", of: (step) => functionBytes.get(step.kernel) || 0,
    text: (step) => functionBytes.has(step.kernel) ? bytes(functionBytes.get(step.kernel)) : "" } : null,
].filter(Boolean);

/// The shape of what a step computes last, as the model has it.
function resultOf(step) {
  const own = step.nodes.filter((id) => nodes[id].step === step.id);
  const last = own.length ? own[own.length - 1] : step.nodes[0];
  return last === undefined ? [] : nodes[last].shape;
}

function drawTable() {
  const table = find("#layers table"), search = find("#layers input[type=search]");
  const all = find("#layers input[type=checkbox]"), count = find("#layers .count");
  let sorted = columns.findIndex((column) => column.name === "Share"), direction = -1;
  const rows = new Map();
  for (const step of steps) {
    const row = html("tr", { tabindex: -1 }, ...columns.map((column) => column.cell ? column.cell(step)
      : html("td", { class: column.isText ? "text" : null }, String((column.text || column.of)(step)))));
    row.addEventListener("click", () => choose(step.id, "table"));
    rows.set(step.id, row);
  }
  const heads = columns.map((column, index) => {
    const button = html("button", { type: "button" }, column.name);
    button.addEventListener("click", () => {
      direction = sorted === index ? -direction : column.isText || index === 0 ? 1 : -1;
      sorted = index;
      update();
    });
    return html("th", { scope: "col", class: column.isText ? "text" : null }, button);
  });
  const body = html("tbody", {});
  table.append(html("caption", { class: "soft" }, ""), html("thead", {}, html("tr", {}, ...heads)), body);
  const update = () => {
    const wanted = search.value.toLowerCase();
    const shown = steps.filter((step) => (all.checked || step.flops > 0 || shareOf(step) >= .005) &&
      (step.title + " " + step.kernel + " " + algorithmOf(step)).toLowerCase().includes(wanted));
    const { of } = columns[sorted];
    shown.sort((a, b) => {
      const x = of(a), y = of(b);
      return direction * (typeof x === "string" ? x.localeCompare(y) : x - y) || a.id - b.id;
    });
    body.replaceChildren(...shown.map((step) => rows.get(step.id)));
    heads.forEach((head, index) => {
      if (index === sorted) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    count.textContent = shown.length + " of " + plural(steps.length, "step") + ", " +
      percent(totalTime > 0 ? sum(shown, timeOf) / totalTime : 0) + " of the time";
  };
  search.addEventListener("input", update);
  all.addEventListener("change", update);
  listeners.push((step) => {
    for (const row of body.querySelectorAll(".chosen")) row.classList.remove("chosen");
    rows.get(step.id).classList.add("chosen");
  });
  // Of a network without multiplications, everything is shown.
  all.checked = !steps.some((step) => step.flops > 0);
  update();
}

drawTable();
