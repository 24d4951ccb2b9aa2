import json

from latticework.brief.document import Brief, Part, Picture, blocks, pictures, plain


def test_every_block_is_walked_parts_before_what_stands_under_them(brief: Brief) -> None:
    every = list(blocks(brief))
    parts = [block for block in every if isinstance(block, Part)]
    assert parts
    for part in parts:
        place = every.index(part)
        assert every[place + 1] is part.blocks[0]
    assert [block for block in every if isinstance(block, Picture)] == list(pictures(brief))


def test_names_of_pictures_tables_and_chapters_are_unique(brief: Brief) -> None:
    slugs = [chapter.slug for chapter in brief.chapters]
    slugs += [slug for block in blocks(brief) if (slug := getattr(block, "slug", None))]
    assert len(set(slugs)) == len(slugs)


def test_a_brief_as_plain_values_holds_every_sentence_and_table(brief: Brief) -> None:
    text = json.dumps(plain(brief), ensure_ascii=False, allow_nan=False)
    told = json.loads(text)
    assert [chapter["slug"] for chapter in told] == [chapter.slug for chapter in brief.chapters]
    tables = [block.table for block in blocks(brief) if hasattr(block, "table")]
    assert text.count('"columns"') == len(tables)
    assert all(json.dumps(table.title, ensure_ascii=False) in text for table in tables)


def test_each_picture_has_a_table_that_is_not_empty(brief: Brief) -> None:
    found = list(pictures(brief))
    assert len(found) >= 10
    for picture in found:
        assert picture.table.rows, picture.slug
        assert picture.svg, picture.slug
