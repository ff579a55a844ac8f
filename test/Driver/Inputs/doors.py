"""Sends a model that can't be compiled through every door of Kiln, and compares
what is said of it, as text and as data: doors.py MEMBERS MODEL

MEMBERS is the program made of test/KilnC/Inputs/members.c."""

import dataclasses
import json
import subprocess
import sys

import kiln

members, model = sys.argv[1:]


def run(*command, stream="stdout"):
    result = subprocess.run(command, capture_output=True, text=True)
    return getattr(result, stream)


def agree(what, answers):
    """All doors give the same answer, and that is not nothing."""
    (first, expected), *others = answers.items()
    assert expected, f"{first} says nothing"
    for door, answer in others:
        assert answer == expected, (
            f"{what} of {door} is\n{answer}\nbut that of {first} is\n{expected}"
        )


def from_python():
    try:
        kiln.compile(model)
    except kiln.CompileError as error:
        return str(error) + "\n", error.diagnostics
    sys.exit("the model was compiled")


def as_lines(record):
    """What members.c prints of a diagnostic, from its JSON."""
    absent = {"severity": "note", "opset": 0, "input": -1, "line": 0, "column": 0}
    names = "severity message node op opset attribute input expected advice file"
    for name in f"{names} line column".split():
        yield f"{name}={record.get(name, absent.get(name, ''))}"
    for note in record.get("notes", []):
        yield from as_lines(note)


def as_json(diagnostic):
    """What --json prints of a diagnostic of Python's."""
    known = dataclasses.asdict(diagnostic)
    known["notes"] = [as_json(note) for note in diagnostic.notes]
    record = {key: value for key, value in known.items() if value not in (None, [])}
    if record["severity"] == "note":
        del record["severity"]
    return json.loads(json.dumps(record))


embedded = run("kiln-embed", "diagnostics", model)
data, end = json.JSONDecoder().raw_decode(embedded)
python_text, python_data = from_python()

agree(
    "the text",
    {
        "kilnc": run("kilnc", model, "-o", "/dev/null", stream="stderr"),
        "kilnc --check": run("kilnc", "--check", model, stream="stderr"),
        "kiln-run": run("kiln-run", model, stream="stderr"),
        "C++": embedded[end:].lstrip("\n"),
        "C": run(members, "text", model),
        "Python": python_text,
    },
)
agree(
    "the data",
    {
        "kilnc --json": json.loads(run("kilnc", "--json", "--check", model))[
            "diagnostics"
        ],
        "C++": data,
        "C": json.loads(run(members, "json", model)),
        "Python": [as_json(diagnostic) for diagnostic in python_data],
    },
)
agree(
    "the members",
    {
        "JSON": [line for record in data for line in as_lines(record)],
        "C": run(members, "members", model).splitlines(),
    },
)
print(f"{len(data)} diagnostics, the same through all doors")
