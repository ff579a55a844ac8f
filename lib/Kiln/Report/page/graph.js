// The graph: boxes of what one step computes, and how to move about in them.

const BOX_WIDTH = 270, ROW = 17, PAD = 8;

/// Boxes in the order of the model: a group of nodes, or a node by itself.
function collectBoxes() {
  const boxes = [], boxOfGroup = new Map(), boxOfNode = [];
  nodes.forEach((node) => {
    let index = node.group === null ? undefined : boxOfGroup.get(node.group);
    if (index === undefined) {
      index = boxes.length;
      boxes.push({ step: node.group === null ? null : steps[node.group], nodes: [], outs: [] });
      if (node.group !== null) boxOfGroup.set(node.group, index);
    }
    boxes[index].nodes.push(node);
    boxOfNode[node.id] = index;
  });
  for (const node of nodes)
    for (const input of node.inputs) {
      const from = boxOfNode[input], to = boxOfNode[node.id];
      if (from !== to && !boxes[from].outs.includes(to)) boxes[from].outs.push(to);
    }
  for (const box of boxes) {
    box.width = BOX_WIDTH;
    box.height = ROW * (box.nodes.length + (box.step ? 1 : 0)) + 2 * PAD - 4;
  }
  return { boxes, boxOfNode };
}

const shorten = (text, length) => {
  const letters = [...text];
  return letters.length <= length ? text : letters.slice(0, 8).join("") + "\u2026" + letters.slice(letters.length - length + 9).join("");
};

function drawRow(node, y) {
  const isCodeless = node.kind === "node" && node.step === null;
  const op = node.kind === "node" ? node.op : node.kind;
  const size = shape(node.shape);
  const room = 35 - Math.min(op.length, 16) - size.length;
  return [
    isCodeless ? svg("rect", { class: "codeless-row", x: 4, y: y - 12, width: BOX_WIDTH - 8, height: ROW - 1, rx: 3 }) : null,
    svg("text", { x: PAD, y }, svg("tspan", { class: "op" }, shorten(op, 16)), " " + (room > 9 ? shorten(node.name, room) : "")),
    svg("text", { x: BOX_WIDTH - PAD, y, "text-anchor": "end" }, size),
  ].filter(Boolean);
}

function drawBox(box, place) {
  const { step } = box;
  const share = step ? shareOf(step) : 0;
  const label = step
    ? step.title + ": " + algorithmOf(step) + ", " + percent(share) + " of the time"
    : box.nodes.map((node) => node.name + ": " + node.op).join(", ") + ", no code";
  const isEnd = box.nodes.every((node) => node.kind !== "node");
  const group = svg("g", {
    class: "box" + (isEnd ? " end" : step ? "" : " codeless"), tabindex: -1, role: "img", "aria-label": label,
    transform: "translate(" + place.x.toFixed(1) + " " + place.y.toFixed(1) + ")" },
    svg("title", {}, label),
    svg("rect", { class: "frame", width: box.width, height: box.height, rx: 6 }),
    step ? svg("rect", { class: "heat", width: box.width, height: box.height, rx: 6, "fill-opacity": Math.min(.75, 6 * share).toFixed(3) }) : null);
  let y = PAD + 8;
  if (step) {
    group.append(svg("text", { class: "head", x: PAD, y }, algorithmOf(step)),
      svg("text", { class: "head", x: BOX_WIDTH - PAD, y, "text-anchor": "end" }, percent(share)));
    y += ROW;
  }
  for (const node of box.nodes) {
    group.append(...drawRow(node, y));
    y += ROW;
  }
  return group;
}

function pathOf(points) {
  let path = "M" + points[0].x.toFixed(1) + " " + points[0].y.toFixed(1);
  for (let i = 1; i < points.length; ++i) {
    const a = points[i - 1], b = points[i], middle = ((a.y + b.y) / 2).toFixed(1);
    path += a.x === b.x ? "V" + b.y.toFixed(1)
      : "C" + [a.x.toFixed(1), middle, b.x.toFixed(1), middle, b.x.toFixed(1), b.y.toFixed(1)].join(" ");
  }
  return path;
}

function showDetail(panel, step) {
  const rows = [
    ["Nodes", step.nodes.map((id) => nodes[id].name + " (" + nodes[id].op + ")").join(", ") || "none"],
    ["Kernel", step.kernel],
    ["Time", timeText(timeOf(step)) + " (" + percent(shareOf(step)) + ")" + (isMeasured ? ", predicted " + predictedText(step) : "")],
    ["Work", operations(step.flops) + ", reads " + bytes(step.readBytes) + ", writes " + bytes(step.writtenBytes)],
    step.schedule ? ["Schedule", step.schedule.algorithm + "; " + step.schedule.tile + "; loops " + shape(step.schedule.loops)] : null,
    step.schedule ? ["Layout", step.schedule.layout + ", " + shape(step.schedule.shape)] : null,
    ["Why", step.why]];
  panel.replaceChildren(html("h3", {}, step.title),
    html("dl", {}, ...rows.filter(Boolean).flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)])));
}

function drawGraph() {
  const canvas = find("#graph .canvas"), panel = find("#graph .detail");
  const { boxes, boxOfNode } = collectBoxes();
  const layout = layOut(boxes, 24, 30);
  const picture = svg("svg", { viewBox: "0 0 " + layout.width.toFixed(0) + " " + layout.height.toFixed(0) },
    svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
      svg("path", { d: "M0 0L8 4L0 8z", fill: "currentColor" }))));
  for (const edge of layout.edges)
    picture.append(svg("path", { class: "edge", d: pathOf(edge.points), "marker-end": "url(#arrow)" }));
  const drawn = boxes.map((box, index) => picture.appendChild(drawBox(box, layout.places[index])));
  canvas.append(picture);

  let scale = 1, current = -1;
  const zoomTo = (next) => {
    const x = (canvas.scrollLeft + canvas.clientWidth / 2) / scale, y = (canvas.scrollTop + canvas.clientHeight / 2) / scale;
    scale = Math.max(.02, Math.min(3, next));
    picture.setAttribute("width", layout.width * scale);
    picture.setAttribute("height", layout.height * scale);
    canvas.scrollTo(x * scale - canvas.clientWidth / 2, y * scale - canvas.clientHeight / 2);
  };
  const center = (index) => {
    const place = layout.places[index];
    canvas.scrollTo((place.x + BOX_WIDTH / 2) * scale - canvas.clientWidth / 2, place.y * scale - canvas.clientHeight / 3);
  };
  const go = (index, focus) => {
    if (current >= 0) drawn[current].classList.remove("chosen");
    current = index;
    drawn[current].classList.add("chosen");
    if (scale < .5) zoomTo(1);
    center(current);
    if (focus) drawn[current].focus({ preventScroll: true });
  };
  const choice = (index, focus) => {
    go(index, focus);
    if (boxes[index].step) choose(boxes[index].step.id, "graph");
    else panel.replaceChildren(html("h3", {}, boxes[index].nodes.map((node) => node.name + " (" + node.op + ")").join(", ")), "Takes no code.");
  };
  drawn.forEach((box, index) => box.addEventListener("click", () => { if (!canvas.classList.contains("dragged")) choice(index, true); }));
  listeners.push((step, from) => {
    showDetail(panel, step);
    if (from === "graph") return;
    const node = nodes.find((each) => each.group === step.id) || nodes[step.nodes[0]];
    if (node) go(boxOfNode[node.id], false);
    if (from === "summary") find("#graph").scrollIntoView();
  });

  const actions = {
    in: () => zoomTo(scale * 1.4), out: () => zoomTo(scale / 1.4),
    fit: () => { zoomTo((canvas.clientWidth - 2) / layout.width); canvas.scrollTop = 0; },
    all: () => zoomTo(Math.min((canvas.clientWidth - 2) / layout.width, (canvas.clientHeight - 2) / layout.height)),
    slowest: () => { if (steps.length) choose(steps.reduce((a, b) => timeOf(b) > timeOf(a) ? b : a).id, "button"); } };
  document.querySelectorAll("#graph [data-zoom]").forEach((button) => button.addEventListener("click", actions[button.dataset.zoom]));
  canvas.addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key in moves && boxes.length) choice(Math.max(0, Math.min(boxes.length - 1, current + moves[event.key])), true);
    else if (event.key === "+" || event.key === "=") actions.in();
    else if (event.key === "-") actions.out();
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomTo(scale * Math.exp(-event.deltaY / 300));
  }, { passive: false });
  dragToScroll(canvas);
  zoomTo(Math.max(Math.min(1, (canvas.clientWidth - 2) / layout.width), .45));
  canvas.scrollTo((layout.width * scale - canvas.clientWidth) / 2, 0);
}

/// A mouse moves what is under it; fingers scroll by themselves.
function dragToScroll(canvas) {
  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.classList.remove("dragged");
    if (event.pointerType === "mouse" && event.button === 0)
      from = { x: event.clientX + canvas.scrollLeft, y: event.clientY + canvas.scrollTop, startX: event.clientX, startY: event.clientY };
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (Math.hypot(event.clientX - from.startX, event.clientY - from.startY) > 4) canvas.classList.add("dragged");
    canvas.scrollTo(from.x - event.clientX, from.y - event.clientY);
  });
  window.addEventListener("pointerup", () => {
    from = null;
    setTimeout(() => canvas.classList.remove("dragged"));
  });
}

drawGraph();
