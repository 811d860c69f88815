"""Two ways to run the properties: the same examples every time, or many more.

script/test tests/properties                               # the same every time, in CI
script/test tests/properties --hypothesis-profile=deep     # twenty times as many, new ones each time
"""

from hypothesis import settings

settings.register_profile("deep", deadline=None, derandomize=False, print_blob=True)
