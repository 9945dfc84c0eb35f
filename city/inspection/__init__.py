"""Whether what a city has written down, and what its chain holds, can be true together: `doctor --deep`.

The databases are read as they lie in the folder, whether the services run or not; nothing is changed. One
invariant is one function, and its first line is the sentence that must hold.
"""

from city.inspection.inspect import Inspected, inspect_city

__all__ = ["Inspected", "inspect_city"]
