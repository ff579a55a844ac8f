#!/usr/bin/env python3
"""Opens a report in a browser, as a person would, and looks for what is wrong.

browse.py BROWSER REPORT.html

A probe is put into a copy of the page: it catches errors, uses the buttons, the
table and the keyboard, and leaves what it found in the document. Each width and
colour scheme is a run of its own.
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile

CATCH = """<script>
window.problems = [];
window.addEventListener("error", (event) => problems.push(event.message));
window.addEventListener("securitypolicyviolation", (event) => problems.push("blocked " + event.blockedURI));
window.hack = () => problems.push("a name was run");
</script>"""

PROBE = """<script>
window.addEventListener("load", () => setTimeout(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const found = { wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    paper: getComputedStyle(document.body).backgroundColor,
    boxes: all("#graph .box").length, edges: all("#graph .edge").length, rows: all("#layers tbody tr").length,
    marks: all("#roofline .point").length, buffers: all("#memory .buffer").length, bars: all(".bars > div").length };
  all("#graph .tools button").forEach((button) => button.click());
  found.chosen = all("#graph .box.chosen").length;
  all("#layers th button").forEach((button) => { button.click(); button.click(); });
  document.querySelector("#layers input[type=checkbox]").click();
  found.allRows = all("#layers tbody tr").length;
  const canvas = document.querySelector("#graph .canvas");
  for (const key of ["ArrowDown", "ArrowRight", "+", "-", "ArrowUp"])
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  found.focused = document.activeElement.classList.contains("box");
  found.detail = document.querySelector("#graph .detail").textContent.length;
  // Boxes do not lie on one another.
  const areas = all("#graph .box .frame").map((each) => each.getBoundingClientRect());
  found.overlaps = areas.filter((a, i) => areas.some((b, j) => j < i &&
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)).length;
  found.unnamed = all("button, input, [role=img], [role=region], [role=group]").filter((each) =>
    !(each.textContent.trim() || each.getAttribute("aria-label") || each.closest("label"))).length;
  found.problems = problems;
  document.documentElement.dataset.probe = JSON.stringify(found);
}, 200));
</script>"""


def browse(browser, page, width, dark):
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "report.html")
        with open(copy, "w", encoding="utf-8") as file:
            file.write(page.replace("<head>", "<head>" + CATCH, 1).replace("</body>", PROBE + "</body>"))
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--hide-scrollbars", f"--user-data-dir={folder}/profile",
            f"--window-size={width},900", "--virtual-time-budget=5000", "--dump-dom",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            "file://" + copy,
        ]  # fmt: skip
        dom = subprocess.run(
            command, capture_output=True, timeout=120, check=True
        ).stdout.decode("utf-8", "replace")
    probe = re.search(r'data-probe="([^"]*)"', dom)
    if not probe:
        sys.exit(f"error: at {width} px, the page did not get to its end")
    return json.loads(html.unescape(probe.group(1)))


def main():
    browser, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        page = file.read()
    data = re.search(r'id="facts">(.*?)</script>', page, re.S).group(1)
    facts = json.loads(data)
    for width in (1280, 360):
        for dark in (False, True):
            found = browse(browser, page, width, dark)
            print(width, "dark" if dark else "light", json.dumps(found))
            expected = {
                "problems": [], "wide": 0, "dark": dark, "unnamed": 0, "overlaps": 0,
                "chosen": 1, "focused": True, "allRows": len(facts["steps"]),
                "buffers": len(facts["memory"]["buffers"]),
            }  # fmt: skip
            wrong = {key: found[key] for key in expected if found[key] != expected[key]}
            for key in ("boxes", "edges", "rows", "bars", "detail"):
                if not found[key]:
                    wrong[key] = found[key]
            if wrong:
                sys.exit(f"error: at {width} px, {wrong}, expected {expected}")


if __name__ == "__main__":
    main()
