"""What the compiler has to say about a model."""

from __future__ import annotations

import dataclasses


class Error(RuntimeError):
    """Something that can't be done with a model."""


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """One message; what is not known, or does not apply, is None."""

    severity: str
    """"error", "warning", "remark", or "note"."""
    message: str
    """What is wrong, without the place."""
    node: str | None = None
    """Name of the node it is about."""
    op: str | None = None
    """That node's op."""
    opset: int | None = None
    """Version of the op's domain."""
    attribute: str | None = None
    """The attribute at fault."""
    input: int | None = None
    """Index of the input at fault."""
    expected: str | None = None
    """The nearest form that is supported."""
    advice: str | None = None
    """What to do instead."""
    shapes: tuple | None = None
    """Shapes of the node's inputs; None for those not known."""
    file: str | None = None
    """Place in a text model, with line and column."""
    line: int | None = None
    column: int | None = None
    notes: tuple = ()
    """Diagnostics that explain this one."""

    @classmethod
    def of(cls, record):
        """The diagnostic of an object of the library's JSON."""
        known = {field.name for field in dataclasses.fields(cls)}
        values = {key: value for key, value in record.items() if key in known}
        values.setdefault("severity", "note")
        values["notes"] = tuple(cls.of(note) for note in values.get("notes", ()))
        if "shapes" in values:
            values["shapes"] = tuple(
                None if shape is None else tuple(shape) for shape in values["shapes"]
            )
        return cls(**values)


class CompileError(Error):
    """A model that can't be compiled. Its text is what kilnc prints."""

    def __init__(self, text, diagnostics):
        super().__init__(text)
        self.diagnostics: list[Diagnostic] = diagnostics
