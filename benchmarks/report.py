# What the benchmark prints and what it leaves in the documentation: tables in
# Markdown, and the plots of plot.py.
#
# Usage: report.py RESULTS.json
#
# rewrites, by results of run.py, the tables in README.md and the whole of
# benchmarks/RESULTS.md and docs/images/benchmark-*.svg.

import glob
import json
import os
import sys

import plot
from measure import geometric_mean

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def mebibytes(count):
    return f"{count / 2**20:.1f}"


def percent(share):
    return f"{100 * share:.0f} %"


def memory(result):
    return result["compile"]["weights_bytes"] + result["compile"]["workspace_bytes"]


def overhead(result):
    """The workspace, compared with what must be kept at once, if kilnc says so."""
    live = result["compile"].get("live_bytes")
    return f"{result['compile']['workspace_bytes'] / live:.2f}" if live else ""


# A table's columns: title, and text of one result's cell. The first is aligned
# to the left, the others to the right.
NETWORK_COLUMNS = (
    ("model", lambda r: r["model"]),
    ("ONNX Runtime ms", lambda r: f"{r['peer']['min_ms']:.3g}"),
    ("Kiln ms", lambda r: f"{r['kiln']['min_ms']:.3g}"),
    ("ratio", lambda r: f"{r['ratio']:.2f}"),
    ("GFLOP/s", lambda r: f"{r['gflops']:.0f}"),
    ("of peak", lambda r: percent(r["of_peak"])),
    ("compile s", lambda r: f"{r['compile']['cpu_s']:.1f}"),
    ("code KiB", lambda r: f"{r['compile']['code_bytes'] / 1024:.0f}"),
    ("memory MiB", lambda r: mebibytes(memory(r))),
)
MEMORY_COLUMNS = (
    ("model", lambda r: r["model"]),
    ("weights MiB", lambda r: mebibytes(r["compile"]["weights_bytes"])),
    ("workspace MiB", lambda r: mebibytes(r["compile"]["workspace_bytes"])),
    ("workspace / live at once", overhead),
    ("kiln-run MiB", lambda r: mebibytes(r["kiln"]["peak_bytes"])),
    ("ONNX Runtime MiB", lambda r: mebibytes(r["peer"]["peak_bytes"])),
    ("kilnc MiB", lambda r: mebibytes(r["compile"]["peak_bytes"])),
)
THREADS_COLUMNS = (
    ("model", lambda r: r["model"]),
    ("GFLOP", lambda r: f"{r['flops'] * 1e-9:.2g}"),
    ("ONNX Runtime ms", lambda r: f"{r['peer_ms']:.3g}"),
    ("Kiln ms", lambda r: f"{r['kiln_ms']:.3g}"),
    ("ratio", lambda r: f"{r['ratio']:.2f}"),
    ("Kiln, one thread ms", lambda r: f"{r['one_ms']:.3g}"),
    ("speed-up", lambda r: f"{r['speedup']:.2f}"),
)
LAYER_COLUMNS = (
    ("convolution", lambda r: r["layer"]),
    ("activation", lambda r: r["activation"]),
    ("count", lambda r: str(r["count"])),
    ("oneDNN µs", lambda r: f"{1e3 * r['peer_ms']:.4g}"),
    ("Kiln µs", lambda r: f"{1e3 * r['kiln_ms']:.4g}"),
    ("ratio", lambda r: f"{r['ratio']:.2f}"),
    ("GFLOP/s", lambda r: f"{r['gflops']:.0f}"),
    ("of peak", lambda r: percent(r["of_peak"])),
)

# One row for each table of layers.
LAYERS_COLUMNS = (
    ("convolutions of", lambda t: t["title"]),
    ("shapes", lambda t: str(len(t["layers"]))),
    ("ratio", lambda t: f"{t['geometric_mean_ratio']:.2f}"),
    ("least ratio", lambda t: f"{t['least_ratio']:.2f}"),
    ("of peak", lambda t: percent(t["geometric_mean_of_peak"])),
)
SUM_COLUMNS = (
    ("model", lambda t: t["model"]),
    ("oneDNN's convolutions ms", lambda t: f"{t['peer_sum_ms']:.3g}"),
    ("Kiln's convolutions ms", lambda t: f"{t['kiln_sum_ms']:.3g}"),
    ("whole network in Kiln ms", lambda t: f"{t['network_ms']:.3g}"),
    ("network / oneDNN's", lambda t: f"{t['network_to_peer_sum']:.2f}"),
)


def row(cells):
    return "| " + " | ".join(cells) + " |"


def header(columns):
    return [row(title for title, _ in columns),
            "|---|" + "---:|" * (len(columns) - 1)]


def table(columns, results):
    return header(columns) + [row(text(r) for _, text in columns) for r in results]


def print_header(columns):
    print("\n".join(header(columns)), flush=True)


def print_row(columns, result):
    print(row(text(result) for _, text in columns), flush=True)


def machine(results):
    """The machine and the contenders, in a line."""
    networks, layers = results["results"], results["layers"]
    parts = [results["machine"], "one core"]
    if networks:
        parts[0] += f" ({networks[0]['compile']['cpu']})"
        peak = max(r["peak_gflops"] for r in networks)
        parts += [f"{networks[0]['vector_bits']}-bit vectors",
                  f"FMA peak {peak:.0f} GFLOP/s",
                  f"ONNX Runtime {networks[0]['peer']['version']}"]
    if layers:
        parts.append(f"oneDNN {layers[0]['layers'][0]['version']}")
    return ", ".join(parts)


def is_noisy(result):
    """Whether a contender's rounds differ by more than a tenth."""
    for key in ("peer_ms", "kiln_ms"):
        times = [times[key] for times in result["rounds"]]
        if max(times) > 1.1 * min(times):
            return True
    return False


def mean_ratio(results):
    return geometric_mean([r["ratio"] for r in results["results"]])


def threads_summary(results):
    """Geometric means over the networks that are worth the while."""
    large = [r for r in results["threads"] if r["flops"] > 1e9]
    if not large:
        return []
    ratio, speedup = (geometric_mean([r[key] for r in large]) for key in ("ratio", "speedup"))
    return [f"{large[0]['threads']} threads, networks above 1 GFLOP: geometric mean of the "
            f"ratios {ratio:.2f}, of Kiln's speed-up over one thread {speedup:.2f}"]


def variant_table(results):
    """The ratios of the networks compiled in other ways than by default, and
    their geometric means."""
    networks = results["results"]
    ratios = {"default": [r["ratio"] for r in networks]}
    for variant in networks[0]["variants"]:
        ratios[variant] = [r["variants"][variant]["ratio"] for r in networks]
    names = [*[r["model"] for r in networks], "geometric mean"]
    columns = [("model", lambda i: names[i])]
    for variant, values in ratios.items():
        cells = [f"{ratio:.2f}" for ratio in [*values, geometric_mean(values)]]
        columns.append((variant, cells.__getitem__))
    return table(columns, range(len(names)))


def sums(results):
    """The tables that have all convolutions of a model."""
    return [t for t in results["layers"] if "model" in t]


def summary(results):
    lines = [machine(results)]
    if results["results"]:
        lines.append(f"Geometric mean of the ratios: {mean_ratio(results):.2f}")
        if results["results"][0]["variants"]:
            lines += ["", "Ratios of other ways to compile:", "", *variant_table(results), ""]
    noisy = [r["model"] for r in results["results"] if is_noisy(r)]
    if noisy:
        lines.append("Noise: rounds differ by more than a tenth for " + ", ".join(noisy))
    lines += threads_summary(results)
    if results["layers"]:
        lines += ["", *table(LAYERS_COLUMNS, results["layers"])]
    if sums(results):
        lines += ["", *table(SUM_COLUMNS, sums(results))]
    return lines


# ---------------------------------------------------------------------------
# The documentation
# ---------------------------------------------------------------------------


def write_file(path, lines):
    with open(os.path.join(ROOT, path), "w") as file:
        file.write("\n".join(lines) + "\n")


def slug(title):
    return "-".join("".join(c if c.isalnum() else " " for c in title).lower().split())


def write_plots(results):
    """Writes the plots; returns the file name of each, by title."""
    plots = {"networks": plot.draw_ratios(results["results"])}
    for layers in results["layers"]:
        plots[layers["title"]] = plot.draw_layers(layers)
    for old in glob.glob(os.path.join(ROOT, "docs/images/benchmark-*.svg")):
        os.remove(old)
    files = {}
    for title, lines in plots.items():
        files[title] = f"benchmark-{slug(title)}.svg"
        write_file(f"docs/images/{files[title]}", lines)
    return files


def variants_section(results):
    if not results["results"][0]["variants"]:
        return []
    return ["", "Compiled in other ways, ratios to ONNX Runtime's time again:", "",
            *variant_table(results)]


def threads_section(results):
    if not results["threads"]:
        return []
    return ["", "## Threads", "", *table(THREADS_COLUMNS, results["threads"]), "",
            *threads_summary(results)]


def write_results(results, plots):
    lines = ["# Results", "",
             "Written by `utils/benchmark --update-readme`. [README](README.md) says what is "
             "measured, and how.", "", machine(results) + ".",
             "", "## Networks", "", *table(NETWORK_COLUMNS, results["results"]), "",
             f"Geometric mean of the ratios: {mean_ratio(results):.2f}",
             *variants_section(results), *threads_section(results),
             "", "## Memory", "", *table(MEMORY_COLUMNS, results["results"]),
             "", "## Convolutions", "", *table(LAYERS_COLUMNS, results["layers"]),
             "", *table(SUM_COLUMNS, sums(results))]
    for layers in results["layers"]:
        lines += ["", f"### {layers['title']}", "",
                  f"![shares of the peak](../docs/images/{plots[layers['title']]})", "",
                  *table(LAYER_COLUMNS, layers["layers"])]
    write_file("benchmarks/RESULTS.md", lines)


def update_section(text, name, lines):
    """`text` with the lines between the two comments that name the section."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found and found_end):
        sys.exit(f"error: README.md: expected {begin.strip()} and {end}")
    return before + begin + "\n".join(["", *lines, "", ""]) + end + after


def update_readme(results, plots):
    path = os.path.join(ROOT, "README.md")
    with open(path) as file:
        text = file.read()
    networks = [f"{machine(results)}:", "",
                f"![ratio of each model](docs/images/{plots['networks']})", "",
                *table(NETWORK_COLUMNS, results["results"]), "",
                f"The geometric mean of the ratios is {mean_ratio(results):.2f}."]
    text = update_section(text, "measured networks", networks)
    convolutions = [
        "Against oneDNN, convolution by convolution ([all of them](benchmarks/RESULTS.md));",
        "ratios and shares of the peak are geometric means:", "",
        *table(LAYERS_COLUMNS, results["layers"]), "",
        f"![share of the peak](docs/images/{plots[results['layers'][0]['title']]})"]
    text = update_section(text, "measured convolutions", convolutions)
    with open(path, "w") as file:
        file.write(text)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: report.py RESULTS.json")
    with open(sys.argv[1]) as file:
        results = json.load(file)
    if results["failures"] or not results["results"] or not results["layers"]:
        sys.exit(f"error: {sys.argv[1]}: expected networks, layers and no failures")
    plots = write_plots(results)
    write_results(results, plots)
    update_readme(results, plots)


if __name__ == "__main__":
    main()
