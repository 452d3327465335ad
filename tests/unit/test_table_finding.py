"""Tables found in documents: headers, totals, tables that go on, names that come twice."""

from collections.abc import Sequence

from chains.documents import BlockKind, SourceDocument, TextBlock, TextPage
from chains.tables.finding import row_cells, sheets


def table(*rows: Sequence[str], header: bool = True, name: str = "sales.csv", kind: str = "csv") -> SourceDocument:
    return document([(1, header, rows)], name, kind)


def document(
    tables: Sequence[tuple[int, bool, Sequence[Sequence[str]]]], name: str = "book.xlsx", kind: str = "xlsx"
) -> SourceDocument:
    text = ""
    blocks, pages = [], []
    for page, header, rows in tables:
        begin = len(text)
        for number, row in enumerate(rows):
            line = " | ".join(row).strip()
            kind_of: BlockKind = "table_header" if header and not number else "table_row"
            blocks.append(TextBlock(kind_of, len(text), len(text) + len(line), page))
            text += line + "\n"
        pages.append(TextPage(page, begin, len(text), f"Sheet {page}" if kind == "xlsx" else ""))
    return SourceDocument("id", name, name, kind, text, tuple(blocks), tuple(pages), kind == "xlsx")


def test_empty_cells_keep_their_place() -> None:
    for cells in (["a", "", "c"], ["", "b"], ["a", ""], ["", "", "c", ""], ["a|b", "c"]):
        assert row_cells(" | ".join(cells).strip()) == cells


def test_each_row_knows_where_it_stands() -> None:
    source = table(["item", "price"], ["Lamp", "20"], ["Rug", "75"])
    sheet = sheets([source])[0]
    assert [source.text[row.start : row.end] for row in sheet.rows] == ["Lamp | 20", "Rug | 75"]
    assert [row.values for row in sheet.rows] == [("Lamp", 20), ("Rug", 75)]


def test_total_rows_are_taken_out() -> None:
    north = [["North", "Lamp", "3"], ["North", "Rug", "4"], ["Total North", "", "7"]]
    south = [["South", "Lamp", "5"], ["South", "Rug", "6"], ["Subtotal South", "", "11"]]
    rows = [["region", "product", "units"], *north, *south, ["Grand total", "", "18"]]
    sheet = sheets([table(*rows)])[0]
    assert sum(int(str(row.values[2])) for row in sheet.rows) == 18
    assert len(sheet.totals) == 3


def test_a_row_without_a_name_that_adds_up_the_others_is_a_total() -> None:
    sheet = sheets([table(["item", "units"], ["Lamp", "3"], ["Rug", "4"], ["", "7"])])[0]
    assert len(sheet.rows) == 2
    assert sheet.totals[0].values[1] == 7


def test_chinese_totals_are_totals() -> None:
    sheet = sheets([table(["商品", "数量"], ["茶", "3"], ["咖啡", "4"], ["合计", "7"])])[0]
    assert len(sheet.rows) == 2


def test_a_product_called_total_something_is_no_total() -> None:
    sheet = sheets([table(["item", "units"], ["Total Gym", "3"], ["Rug", "4"], ["Lamp", "9"])])[0]
    assert len(sheet.rows) == 3


def test_two_columns_of_one_name_are_made_distinct_and_told() -> None:
    sheet = sheets([table(["name", "amount", "Amount"], ["a", "1", "2"])])[0]
    assert [column.name for column in sheet.columns] == ["name", "amount", "Amount (2)"]
    assert sheet.doubled == ("Amount",)


def test_ragged_rows_are_kept_and_counted() -> None:
    sheet = sheets([table(["a", "b", "c"], ["1", "2", "3"], ["4", "5"], ["6", "7", "8"])])[0]
    assert [row.values for row in sheet.rows] == [(1, 2, 3), (4, 5, None), (6, 7, 8)]
    assert sheet.ragged == 1


def test_the_same_header_on_several_sheets_is_one_table_that_says_which() -> None:
    rows = [["item", "units"], ["Lamp", "3"]]
    found = sheets([document([(1, True, rows), (2, True, [rows[0], ["Rug", "4"]])])])
    assert len(found) == 1
    assert [row.values for row in found[0].rows] == [("Lamp", 3, "Sheet 1"), ("Rug", 4, "Sheet 2")]


def test_other_headers_are_other_tables() -> None:
    found = sheets([document([(1, True, [["a", "b"], ["1", "2"]]), (2, True, [["c", "d"], ["3", "4"]])])])
    assert [sheet.title for sheet in found] == ["Sheet 1", "Sheet 2"]
    assert len({sheet.name for sheet in found}) == 2


def test_a_header_that_comes_again_is_no_row() -> None:
    sheet = sheets([table(["item", "units"], ["Lamp", "3"], ["item", "units"], ["Rug", "4"])])[0]
    assert len(sheet.rows) == 2


def test_a_first_row_of_words_over_figures_is_the_header() -> None:
    sheet = sheets([table(["item", "units"], ["Lamp", "3"], ["Rug", "4"], header=False)])[0]
    assert [column.name for column in sheet.columns] == ["item", "units"]


def test_data_that_stands_in_the_headers_place_is_data() -> None:
    sheet = sheets([table(["Lamp", "3"], ["Rug", "4"])])[0]
    assert [column.name for column in sheet.columns] == ["Column 1", "Column 2"]
    assert len(sheet.rows) == 2


def test_a_table_without_rows_is_there_and_empty() -> None:
    sheet = sheets([table(["item", "units"])])[0]
    assert sheet.rows == ()
    assert [column.name for column in sheet.columns] == ["item", "units"]
