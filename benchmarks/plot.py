# Draws the benchmark's results as SVG: text, boxes and lines, nothing to load,
# with the colors of a light or a dark page as the reader prefers.

from xml.sax.saxutils import escape, quoteattr

STYLE = """<style>
  .page { fill: #ffffff } .bar { fill: #2a6fb0 } .slow { fill: #b5561f }
  .grid { stroke: #d5dbe3 } .one { stroke: #57606a } .peer { stroke: #111418; stroke-width: 3 }
  text { font: 13px sans-serif; fill: #222222 } .title { font-weight: bold }
  @media (prefers-color-scheme: dark) {
    .page { fill: #14181f } .bar { fill: #5aa2e6 } .slow { fill: #e58a4f }
    .grid { stroke: #333b46 } .one { stroke: #9aa4b1 } .peer { stroke: #ffffff }
    text { fill: #e6e9ee }
  }
</style>"""

ROW, TOP, BOTTOM = 22, 62, 30
# Widths of the labels, of the bars and of what is right of them.
MARGIN, PLOT, RIGHT = 12, 430, 60


class Chart:
    """Horizontal bars, a row each, over an axis from 0 to `limit`."""

    def __init__(self, title, legend, labels, limit):
        # The width of a letter is only known to the reader's browser.
        self.left = round(2 * MARGIN + 7.2 * max(map(len, labels)))
        width = self.left + PLOT + RIGHT
        self.height = TOP + ROW * len(labels) + BOTTOM
        self.limit = limit
        self.lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {self.height}" '
            f'width="{width}" height="{self.height}" role="img" '
            f"aria-label={quoteattr(title + ': ' + legend)}>",
            STYLE, f'<rect class="page" width="{width}" height="{self.height}"/>']
        self.text(MARGIN, 24, title, "title")
        self.text(MARGIN, 44, legend)
        self.labels = labels

    def x(self, value):
        return self.left + PLOT * min(value, self.limit) / self.limit

    def text(self, x, y, text, style="", anchor="start"):
        style = f' class="{style}"' if style else ""
        self.lines.append(f'<text{style} x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">'
                          f"{escape(text)}</text>")

    def vertical(self, value, style, top, bottom):
        x = self.x(value)
        self.lines.append(f'<line class="{style}" x1="{x:.1f}" x2="{x:.1f}" '
                          f'y1="{top}" y2="{bottom}"/>')

    def axis(self, values, text):
        bottom = self.height - BOTTOM
        for value in values:
            self.vertical(value, "grid", TOP, bottom)
            self.text(self.x(value), bottom + 18, text(value), anchor="middle")

    def row(self, index, value, text, style):
        y = TOP + ROW * index
        self.text(self.left - MARGIN, y + 15, self.labels[index], anchor="end")
        self.lines.append(f'<rect class="{style}" x="{self.left:.1f}" y="{y + 4}" '
                          f'width="{self.x(value) - self.left:.1f}" height="{ROW - 8}"/>')
        self.text(self.left + PLOT + 8, y + 15, text)

    def finish(self):
        return [*self.lines, "</svg>"]


def draw_ratios(results):
    """The ratio of each network."""
    results = sorted(results, key=lambda r: -r["ratio"])
    # A bar beyond 4 is cut; its number says how long it would be.
    limit = min(4, max(1.5, *[r["ratio"] for r in results]))
    chart = Chart("ONNX Runtime's time / Kiln's", "right of the line at 1, Kiln is faster",
                  [r["model"] for r in results], limit)
    chart.axis([i / 2 for i in range(int(2 * limit) + 1)], lambda v: f"{v:g}")
    for index, result in enumerate(results):
        chart.row(index, result["ratio"], f"{result['ratio']:.2f}",
                  "bar" if result["ratio"] >= 1 else "slow")
    chart.vertical(1, "one", TOP, chart.height - BOTTOM)
    return chart.finish()


def draw_layers(table):
    """The share of the peak that Kiln and oneDNN reach in each layer."""
    layers = table["layers"]
    chart = Chart(table["title"],
                  "share of the FMA peak; bar: Kiln, mark: oneDNN; right: oneDNN's time / Kiln's",
                  [layer["layer"] for layer in layers], 1)
    chart.axis([0, 0.25, 0.5, 0.75, 1], lambda v: f"{100 * v:.0f} %")
    for index, layer in enumerate(layers):
        chart.row(index, layer["of_peak"], f"{layer['ratio']:.2f}",
                  "bar" if layer["ratio"] >= 1 else "slow")
        y = TOP + ROW * index
        chart.vertical(layer["peer_of_peak"], "peer", y + 2, y + ROW - 2)
    return chart.finish()
