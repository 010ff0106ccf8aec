"""The Vietnamese lunar calendar, at UTC+7, for the lunar years 1900 to 2199.

>>> from kiennghi import lunar
>>> lunar.to_solar(2026, 3, 10)  # Hùng Kings' Commemoration
datetime.date(2026, 4, 26)
>>> str(lunar.from_solar("2026-02-17"))
'01/01/2026'
"""

from kiennghi._core import LunarDate
from kiennghi._core import _lunar_from_solar as from_solar
from kiennghi._core import _lunar_to_solar as to_solar

__all__ = ["LunarDate", "from_solar", "to_solar"]
