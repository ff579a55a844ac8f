"""The page docs/Conformance.md: what passes of the ONNX backend test suite, by
op type."""

import collections
import re

PAGE = """\
# Conformance

ONNX comes with a test suite of {total} models, most of them of one op. Each is compiled and run by Kiln as a part of
`check-kiln-all`, and this page is generated from what becomes of them.

- {passed} pass. In {constant} of these, inputs that the suite gives at run time had to be made constants: shapes, axes, some weights.
- {refused} are refused, with a diagnostic that says why.
{disputed}- None gives a wrong result, none crashes.

[`expectations.txt`](../test/EndToEnd/onnx/expectations.txt) has the outcome of each case; a test holds that file and this
page to what is true. After a change that lets more cases pass,

    {update}

brings both up to date.

| suite | cases | passed | refused |
|---|---|---|---|
{suites}

## By op

Models of one op only.

| op | cases | passed | refused | because |
|---|---|---|---|---|
{ops}

## Models of several ops

Of {several} such models {several_passed} pass, and these do not:

| case | because |
|---|---|
{several_refused}
"""


def row(*cells):
    escaped = (str(c).replace("|", "\\|").replace("<", "&lt;") for c in cells)
    return "| " + " | ".join(escaped) + " |"


def count(outcomes, kind):
    return sum(outcome.kind == kind for outcome in outcomes)


def summarize(op, outcomes):
    """The reasons of the refusals among `outcomes`, each once, the most frequent
    first; reasons that differ in numbers and names alone are one."""
    texts = [o.text.removeprefix(op + ": ") for o in outcomes if o.kind == "refused"]

    def kind(text):
        return re.sub(r"'.*?'|\d+(x\d+)*", "", text)

    examples = {kind(text): text for text in reversed(texts)}
    frequencies = collections.Counter(map(kind, texts)).most_common()
    return "; ".join(examples[kind] for kind, _ in frequencies)


def op_rows(groups):
    for op, outcomes in sorted(groups.items()):
        passed, refused = count(outcomes, "passed"), count(outcomes, "refused")
        yield row(op, len(outcomes), passed, refused, summarize(op, outcomes))


def render_page(cases, outcomes, update):
    """`outcomes` is a map from the names of `cases`; `update` is the command
    that writes the page."""
    suites, single = collections.defaultdict(list), collections.defaultdict(list)
    several = {}
    for case in cases:
        outcome = outcomes[case.name]
        suites[case.name.split("/")[0]].append(outcome)
        if len(case.model.op_types) == 1:
            single[case.model.op_types[0]].append(outcome)
        else:
            several[case.name] = outcome
    everything = outcomes.values()
    return PAGE.format(
        update=update,
        total=len(everything),
        passed=count(everything, "passed"),
        constant=sum(o.kind == "passed" and o.text != "" for o in everything),
        refused=count(everything, "refused"),
        disputed="".join(
            f"- In `{name}` the suite is wrong: {outcome.text}.\n"
            for name, outcome in outcomes.items()
            if outcome.kind == "disputed"
        ),
        suites="\n".join(
            row(suite, len(o), count(o, "passed"), count(o, "refused"))
            for suite, o in suites.items()
        ),
        ops="\n".join(op_rows(single)),
        several=len(several),
        several_passed=count(several.values(), "passed"),
        several_refused="\n".join(
            row(f"`{name}`", outcome.text)
            for name, outcome in several.items()
            if outcome.kind == "refused"
        ),
    )
