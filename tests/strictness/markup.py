"""Whether a page is HTML as the standard says, as far as a quick look tells: what browsers mend in silence.

The whole standard is the Nu Html Checker's, run by hand (docs/accessibility.md).
"""

import re
from collections import Counter

from lxml.etree import _ListErrorLog
from lxml.html import HtmlElement


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Of HTML; what stands inside `svg` is its own affair.
_ELEMENTS = _named(
    """html head title base link meta style body article section nav aside h1 h2 h3 h4 h5 h6 hgroup
    header footer address p hr pre blockquote ol ul menu li dl dt dd figure figcaption main
    search div a em strong small s cite q dfn abbr ruby rt rp data time code var samp kbd sub
    sup i b u mark bdi bdo span br wbr ins del picture source img iframe embed object video
    audio track map area svg table caption colgroup col tbody thead tfoot tr td th form label
    input button select datalist optgroup option textarea output progress meter fieldset legend
    details summary dialog script noscript template slot canvas"""
)
_OBSOLETE = _named(
    """align alink background bgcolor border cellpadding cellspacing char charoff clear compact
    frame frameborder hspace link marginheight marginwidth noshade nowrap rules scrolling valign
    vlink vspace"""
)
_BLOCKS = _named(
    """address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3
    h4 h5 h6 header hr main nav ol p pre search section table ul"""
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What holds words, and nothing that stands in lines of its own.
_OF_WORDS = _named(
    """abbr b bdi button cite code data dfn em h1 h2 h3 h4 h5 h6 i kbd label legend mark output p
    pre q s samp small span strong sub summary sup time u var"""
)
_PRESSED = frozenset({"a", "button", "details", "input", "label", "select", "textarea", "iframe"})
_CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "menu": {"li"}, "dl": {"dt", "dd", "div"}, "tr": {"td", "th"},
    "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"}, "select": {"option", "optgroup", "hr"},
}  # fmt: skip
_ANYWHERE = {"script", "template"}
_FINE_TIME = re.compile(r"\.\d{4}")
_START_TAG = re.compile(
    r"<[a-zA-Z][\w-]*((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)+)\s*/?>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")


def faults_of_markup(markup: str, page: HtmlElement, errors: _ListErrorLog) -> list[str]:
    """`page` is what lxml made of `markup`, `errors` what it noted meanwhile."""
    faults = [f"{error.message} (line {error.line})" for error in errors]
    faults += _twice(markup)
    for tag in page.xpath("//*[not(ancestor::svg)]"):
        faults += _faults_of(tag)
    return faults


def _twice(markup: str) -> list[str]:
    """Of two attributes of one name, the second counts for nothing; the parser drops it without a word."""
    faults = []
    for attributes in _START_TAG.findall(markup):
        if attributes.count("=") < 2:
            continue
        for name, times in Counter(map(str.lower, _ATTRIBUTE.findall(attributes))).items():
            if times > 1:
                faults.append(f"attribute {name} is there {times} times: {attributes.strip()[:80]}")
    return faults


def _faults_of(tag: HtmlElement) -> list[str]:
    name, parent = str(tag.tag), tag.getparent()
    faults = [] if name in _ELEMENTS else [f"<{name}> is no element of HTML"]
    faults += [f"{attribute} of <{name}> is obsolete" for attribute in tag.attrib if attribute in _OBSOLETE]
    if _FINE_TIME.search(tag.get("datetime", "")):
        faults.append(f"a time of thousandths at most: {tag.get('datetime')}")
    inside = str(parent.tag) if parent is not None else ""
    if inside in _CHILDREN and name not in _CHILDREN[inside] | _ANYWHERE:
        faults.append(f"<{name}> in <{inside}>")
    if name in _BLOCKS and (holder := _of_words_around(tag, name)):
        faults.append(f"<{name}> in <{holder}>")
    if name in _PRESSED and (name != "input" or tag.get("type") != "hidden"):
        outer = next(tag.iterancestors("a", "button"), None)
        if outer is not None:
            faults.append(f"<{name}> in <{outer.tag}>: which one is pressed?")
    return faults


def _of_words_around(tag: HtmlElement, name: str) -> str:
    """The nearest element around it, through links, that may not hold it; empty where there is none."""
    for around in tag.iterancestors():
        if around.tag in ("a", "ins", "del"):
            continue
        allowed = around.tag not in _OF_WORDS or (around.tag in ("summary", "legend") and name in _HEADINGS)
        return "" if allowed else str(around.tag)
    return ""
