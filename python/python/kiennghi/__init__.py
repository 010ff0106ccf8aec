"""The register of feedback and petitions (phản ánh, kiến nghị).

Every due date can be explained; everything adds up; what happened and what was recorded are two
times; nothing is lost and nothing changes silently.

>>> import kiennghi as kn
>>> with kn.Register.memory() as register:
...     p = register.receive(source="enterprise", delivered_by="Công ty A",
...                          summary="Xin gia hạn thuê đất", received="2026-03-02")
...     deadline = register.petition(p.number).deadline
>>> deadline.due
datetime.date(2026, 3, 16)
>>> print(deadline.explain("en")[1])
Received Mon 02/03/2026; that day is not counted.
"""

from kiennghi import lunar
from kiennghi._core import (
    CaseItem,
    Column,
    Columns,
    Deadline,
    Duplicate,
    FilledForm,
    Head,
    HolidayFeed,
    ImportReport,
    Move,
    Page,
    Petition,
    Problem,
    Published,
    Receipt,
    Register,
    Skipped,
    Table,
    Trend,
    WorkCalendar,
    WorkItem,
    World,
    __version__,
    labels,
    statistics,
    suggest_mapping,
)
from kiennghi._errors import (
    ArgumentError,
    CalendarError,
    ClosedError,
    ExchangeError,
    InternalError,
    KiennghiError,
    LawError,
    RefusedError,
    StatisticsError,
    StoreError,
)

__all__ = [
    "ArgumentError",
    "CalendarError",
    "CaseItem",
    "ClosedError",
    "Column",
    "Columns",
    "Deadline",
    "Duplicate",
    "FilledForm",
    "ExchangeError",
    "Head",
    "HolidayFeed",
    "ImportReport",
    "InternalError",
    "KiennghiError",
    "LawError",
    "Move",
    "Page",
    "Petition",
    "Problem",
    "Published",
    "Receipt",
    "RefusedError",
    "Register",
    "Skipped",
    "StatisticsError",
    "StoreError",
    "Table",
    "Trend",
    "WorkCalendar",
    "WorkItem",
    "World",
    "__version__",
    "labels",
    "lunar",
    "statistics",
    "suggest_mapping",
]
