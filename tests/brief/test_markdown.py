import re

from latticework.brief.document import Brief, blocks
from latticework.brief.markdown import markdown, sentence
from latticework.brief.sentences import Name, Sentence, said


def test_every_chapter_and_table_is_written(brief: Brief) -> None:
    text = markdown(brief)
    assert text.startswith("# Should NATO reach into Asia")
    assert re.findall(r"^## (.*)$", text, re.M) == [chapter.title for chapter in brief.chapters]
    tables = [block.table for block in blocks(brief) if hasattr(block, "table")]
    assert len(re.findall(r"^\|[-:|]+\|$", text, re.M)) == len(tables)
    assert "<" not in text.replace("&lt;", "")


def test_numbered_lists_are_numbered_and_beliefs_set_apart(brief: Brief) -> None:
    assert re.search(r"^1\. “", markdown(brief), re.M)
    one = said("{a} * {b}", a="x_y", b=Sentence((Name("fear", emphasised=True),)))
    assert sentence(one) == r"x\_y \* *fear*"
