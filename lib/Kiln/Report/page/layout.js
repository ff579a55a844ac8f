// A layered layout of a directed graph: layers by the longest path, long edges
// by way of points in each layer between (one chain for all edges of a vertex),
// an order by barycentres, and places that are the best ones for that order.

/// Takes vertices { width, height, outs: [index] } and returns { width, height,
/// places: [{ x, y }], edges: [{ from, to, points: [{ x, y }] }] }; x and y of a
/// vertex are its top left corner. Edges that close a cycle count backwards.
function layOut(vertices, gapX, gapY) {
  const layer = assignLayers(vertices);
  const items = vertices.map((vertex, index) => ({ ...vertex, index, layer: layer[index], ups: [], downs: [] }));
  const edges = connect(vertices, items);
  const sparse = [];
  for (const item of items) (sparse[item.layer] = sparse[item.layer] || []).push(item);
  // The first layers may have lost all of theirs.
  const layers = sparse.filter(Boolean);
  orderLayers(layers);
  return placeItems(layers, items, edges, vertices.length, gapX, gapY);
}

function assignLayers(vertices) {
  // Depth first, without recursion: a graph may be thousands of nodes deep.
  const state = new Array(vertices.length).fill(0), order = [], back = new Set();
  for (let root = 0; root < vertices.length; ++root) {
    if (state[root]) continue;
    const stack = [[root, 0]];
    state[root] = 1;
    while (stack.length) {
      const top = stack[stack.length - 1], outs = vertices[top[0]].outs;
      if (top[1] === outs.length) {
        state[top[0]] = 2;
        order.push(top[0]);
        stack.pop();
        continue;
      }
      const next = outs[top[1]++];
      if (state[next] === 1) back.add(top[0] + ">" + next);
      if (state[next] === 0) {
        state[next] = 1;
        stack.push([next, 0]);
      }
    }
  }
  order.reverse();
  const layer = new Array(vertices.length).fill(0);
  for (const from of order)
    for (const to of vertices[from].outs)
      if (!back.has(from + ">" + to)) layer[to] = Math.max(layer[to], layer[from] + 1);
  // What begins a path stands right before what needs it.
  const ins = new Array(vertices.length).fill(0);
  for (const from of order) for (const to of vertices[from].outs) ++ins[to];
  for (const from of order)
    if (!ins[from] && vertices[from].outs.length)
      layer[from] = Math.max(0, Math.min(...vertices[from].outs.map((to) => layer[to])) - 1);
  return layer;
}

/// Links `items` to their neighbours, and adds the points of long edges to them.
function connect(vertices, items) {
  const edges = [];
  const link = (up, down) => {
    up.downs.push(down);
    down.ups.push(up);
  };
  for (let from = 0; from < vertices.length; ++from) {
    const chain = [items[from]];
    for (const to of vertices[from].outs) {
      if (items[to].layer <= items[from].layer) {
        edges.push({ from, to, via: [] });
        continue;
      }
      const length = items[to].layer - items[from].layer;
      while (chain.length < length) {
        const point = { width: 2, height: 0, layer: items[from].layer + chain.length, isPoint: true, ups: [], downs: [] };
        link(chain[chain.length - 1], point);
        chain.push(point);
        items.push(point);
      }
      link(chain[length - 1], items[to]);
      edges.push({ from, to, via: chain.slice(1, length) });
    }
  }
  return edges;
}

function orderLayers(layers) {
  const number = (layer) => layer.forEach((item, index) => { item.order = index; });
  layers.forEach(number);
  const sweep = (layer, side) => {
    for (const item of layer) {
      const near = item[side];
      item.key = near.length ? near.reduce((total, each) => total + each.order, 0) / near.length : item.order;
    }
    layer.sort((a, b) => a.key - b.key || a.order - b.order);
    number(layer);
  };
  for (let round = 0; round < 8; ++round) {
    for (let i = 1; i < layers.length; ++i) sweep(layers[i], "ups");
    for (let i = layers.length - 2; i >= 0; --i) sweep(layers[i], "downs");
  }
}

/// Gives each of `layer` the place nearest to `wanted` that keeps the order and
/// the distances: neighbours that would overlap share the mean of their wishes
/// (the pool adjacent violators algorithm).
function spread(layer, gap) {
  const pools = [];
  let offset = 0;
  layer.forEach((item, index) => {
    if (index > 0) offset += layer[index - 1].width / 2 + gap + item.width / 2;
    item.offset = offset;
    const weight = item.isPoint ? 2 : 1;
    pools.push({ mean: item.wanted - offset, weight, items: [item] });
    while (pools.length > 1 && pools[pools.length - 2].mean > pools[pools.length - 1].mean) {
      const last = pools.pop(), before = pools[pools.length - 1];
      before.mean = (before.mean * before.weight + last.mean * last.weight) / (before.weight + last.weight);
      before.weight += last.weight;
      for (const each of last.items) before.items.push(each);
    }
  });
  for (const pool of pools)
    for (const item of pool.items) item.center = pool.mean + item.offset;
}

function placeItems(layers, items, edges, count, gapX, gapY) {
  for (const item of items) item.center = item.wanted = 0;
  layers.forEach((layer) => spread(layer, gapX));
  const pull = (layer, sides) => {
    for (const item of layer) {
      const near = sides.flatMap((side) => item[side]);
      item.wanted = near.length ? near.reduce((total, each) => total + each.center, 0) / near.length : item.center;
    }
    spread(layer, gapX);
  };
  for (let round = 0; round < 12; ++round) {
    const sides = round < 8 ? null : ["ups", "downs"];
    for (let i = 1; i < layers.length; ++i) pull(layers[i], sides || ["ups"]);
    for (let i = layers.length - 2; i >= 0; --i) pull(layers[i], sides || ["downs"]);
  }
  let y = gapY;
  const left = items.reduce((least, item) => Math.min(least, item.center - item.width / 2), Infinity) - gapX;
  const right = items.reduce((most, item) => Math.max(most, item.center + item.width / 2), -Infinity) + gapX;
  for (const layer of layers) {
    const height = Math.max(...layer.map((item) => item.height));
    for (const item of layer) {
      item.x = item.center - item.width / 2 - left;
      item.y = y;
      item.end = y + (item.isPoint ? height : item.height);
    }
    y += height + gapY;
  }
  const top = (item) => ({ x: item.center - left, y: item.y });
  const bottom = (item) => ({ x: item.center - left, y: item.end });
  return {
    width: items.length ? right - left : 0, height: y,
    places: items.slice(0, count).map(({ x, y }) => ({ x, y })),
    edges: edges.map(({ from, to, via }) => ({
      from, to, points: [bottom(items[from]), ...via.flatMap((point) => [top(point), bottom(point)]), top(items[to])] }))
  };
}
