"""What can go wrong with legal documents.

* TermsNotCurrent   (Invalid)   the caller accepted another version than the one in force
* DocumentUnknown   (Missing)   no such kind or version was ever published
"""

from chalicelib.errors import Invalid, Missing


class TermsNotCurrent(Invalid):
    """`current` is the version of the document `kind` that is to be shown and accepted."""

    code = "terms_not_current"


class DocumentUnknown(Missing):
    code = "document_not_found"
