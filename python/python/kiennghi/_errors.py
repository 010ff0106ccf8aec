"""The exceptions of kiennghi.

Every one has a stable ``code``, the same in every language, and a message without personal data.
"""

from __future__ import annotations

from typing import Literal


class KiennghiError(Exception):
    """Whatever kiennghi raises.

    >>> import kiennghi as kn
    >>> try:
    ...     kn.Register.memory().petition("PAKN-2026-0001")
    ... except kn.KiennghiError as error:
    ...     print(error.code)
    no_such_petition
    """

    code: str = "unknown"
    """What happened, as a stable code."""

    _vi: str | None = None

    def __init__(self, message: str = "", *, code: str | None = None, vi: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        if vi is not None:
            self._vi = vi

    def to_text(self, lang: Literal["vi", "en"] = "vi") -> str:
        """The message for people: in Vietnamese where there is one (refusals), else in English."""
        return self._vi if lang == "vi" and self._vi is not None else str(self)


class RefusedError(KiennghiError):
    """The register does not allow it: the message says which rule, and what would be allowed."""


class StoreError(KiennghiError):
    """The file cannot be reached or read, is no register, is damaged, or was changed.

    After a failed write the effect is unknown: do the same again with the same ``command_id``.
    """


class LawError(KiennghiError):
    """A deadline rule was refused, is missing, or is not in force."""


class CalendarError(KiennghiError):
    """A calendar was refused, or the question lies outside its years."""


class ExchangeError(KiennghiError):
    """A file or a mapping cannot be read; nothing was written."""


class StatisticsError(KiennghiError):
    """A table cannot be made."""


class ArgumentError(KiennghiError, ValueError):
    """What was given cannot be read: the message names the argument, and what would be right."""

    code = "argument"


class ClosedError(KiennghiError):
    """The register was closed."""

    code = "closed"


class InternalError(KiennghiError):
    """A fault inside the library. Please report it; open the register again."""

    code = "internal"


for _class in list(globals().values()):
    # Tracebacks name them as people import them.
    if isinstance(_class, type) and issubclass(_class, KiennghiError):
        _class.__module__ = "kiennghi"
del _class
