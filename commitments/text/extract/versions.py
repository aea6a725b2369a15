"""The readers by media type: another number whenever the same bytes would give another Reading.

Apart from the readers, so that who compares with what was read does not load them.
"""

from commitments.text.extract.sniffing import DOCX, HTML, MARKDOWN, PDF, PLAIN

EXTRACTORS = {
    DOCX: "docx/3",
    HTML: "html/4",
    MARKDOWN: "markdown/4",
    PDF: "pdf/4",
    PLAIN: "plain/2",
}
