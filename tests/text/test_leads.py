from commitments.text.leads import leads_of

PAGE = """<html><body><nav><a href="/">Home</a></nav>
<ul><li><time>May 14, 2025</time> <a href="docs/rsp-v2.2.pdf#page=2">Version 2.2</a> activates ASL-3.</li>
<li><a href="docs/rsp-v2.2.pdf">The same again</a></li></ul>
<table><tr><td>2024-10-15</td><td><a href="//cdn.example.org/a.pdf"><b>RSP</b> v2.0</a></td></tr></table>
<a href="mailto:x@example.org">Write</a><a href="javascript:alert(1)">Run</a><a href="http://[">Broken</a>
</body></html>"""


def leads():
    return leads_of(PAGE.encode(), "https://example.org/policies/")


def test_links_are_absolute_and_each_address_comes_once():
    assert [link.url for link in leads()] == [
        "https://example.org/",
        "https://example.org/policies/docs/rsp-v2.2.pdf",
        "https://cdn.example.org/a.pdf",
    ]


def test_a_link_has_its_words_and_the_day_beside_it():
    _, rsp, table = leads()
    assert (rsp.words, rsp.day) == ("Version 2.2", "2025-05-14")
    assert rsp.beside == "May 14, 2025 Version 2.2 activates ASL-3."
    assert (table.words, table.day) == ("RSP v2.0", "2024-10-15")


def test_a_page_without_links_has_none():
    assert leads_of(b"<p>No link.</p>", "https://example.org/") == ()
