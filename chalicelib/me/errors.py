"""What can stand between a person and the end of their data here. The slices' own refusals stand with them.

* ErasureUnfinished (Unavailable) some of it is erased and stays so; the same request again goes on
"""

from chalicelib.errors import Unavailable


class ErasureUnfinished(Unavailable):
    code = "erasure_unfinished"
