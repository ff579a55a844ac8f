// The head of the page, and the steps that take longest.

function drawHeader() {
  const options = facts.options;
  find("#subtitle").textContent = [
    facts.file, machine.cpu + " (" + machine.triple + ")", "-O" + options.optLevel,
    "convolutions: " + options.convAlgorithm,
    options.threads === "none" ? "one thread" : "threads: " + options.threads].join(" \u00b7 ");
  find("footer").textContent = "Kiln " + facts.compiler.kiln + ", LLVM " + facts.compiler.llvm + ". Times are " +
    (isMeasured ? "measured by a profile." : "those that the cost model predicts for one core; a profile gives measured ones.");
}

function drawCards() {
  const flops = sum(steps, (step) => step.flops);
  const share = peakShare(flops, totalTime);
  const cards = [
    [isMeasured ? "Time of a run" : "Predicted time", timeText(totalTime)],
    ["Work", operations(flops)],
    share === null ? null : ["Share of the peak", percent(share)],
    ["Steps", steps.length],
    ["Workspace", bytes(facts.memory.workspaceBytes)],
    facts.sizes ? ["Weights", bytes(facts.sizes.weights)] : null,
    facts.sizes ? ["Code", bytes(facts.sizes.code)] : null,
    ["Compile time", seconds(sum(facts.compileTime.stages, (stage) => stage.seconds))]];
  find("#summary .cards").append(...cards.filter(Boolean).map(([name, value]) =>
    html("div", {}, html("dt", {}, name), html("dd", {}, String(value)))));
}

function drawTop() {
  const sorted = [...steps].sort((a, b) => timeOf(b) - timeOf(a));
  if (totalTime === 0) {
    find("#summary .lead").textContent = "The model's function does nothing that takes time.";
    return;
  }
  let half = 0;
  for (let time = 0; half < sorted.length && time < totalTime / 2; ++half) time += timeOf(sorted[half]);
  const waiting = sum(steps.filter((step) => step.limit === "memory"), timeOf) / totalTime;
  find("#summary .lead").textContent = plural(half, "step") + " of " + steps.length + (half === 1 ? " takes" : " take") +
    " half of the time. Steps that are limited by memory take " + percent(waiting) + " of it.";
  const longest = timeOf(sorted[0]);
  for (const step of sorted.slice(0, 8)) {
    if (timeOf(step) === 0) break;
    const share = peakShareOf(step);
    const button = html("button", { type: "button" }, step.title);
    button.addEventListener("click", () => choose(step.id, "summary"));
    find("#summary .top").append(html("li", {},
      html("div", { class: "row" }, html("span", { class: "share" }, percent(shareOf(step))), button,
        html("span", { class: "limit " + step.limit }, limitText(step))),
      html("div", { class: "meter", "aria-hidden": "true" }, html("i", { style: "width:" + 100 * timeOf(step) / longest + "%" })),
      html("p", {}, [timeText(timeOf(step)), operations(step.flops), algorithmOf(step),
        isMeasured && share !== null ? percent(share) + " of the peak, predicted " + predictedText(step) : null]
        .filter(Boolean).join(" \u00b7 ") + ". " + step.why)));
  }
}

drawHeader();
drawCards();
drawTop();
