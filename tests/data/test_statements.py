"""What the shipped statements say: the nine areas as their publisher prints them, dates, figures and their sources."""

import pytest

from geo.text.dates import parse_date
from tests.data.tables import NINE, read

CHECKED = {
    "nagorno-karabakh": "1991/1993-06-27",
    "shusha": "1992-05-08/1992-05-09",
    "lachin": "1992-05-18",
    "kalbajar": "[1993-04-02,1993-04-03]",
    "aghdam": "1993-07-23",
    "fizuli": "1993-08-23",
    "jabrayil": "1993-08-18/1993-08-23",
    "gubadli": "1993-08-31~",
    "zangilan": "1993-10-29",
}

ENDS = {  # place: (source, date)
    "nagorno-karabakh": ("babel-2023", "2023-09-19/2023-09-20"),
    "shusha": ("babel-2023", "2023-09-19/2023-09-20"),
    "lachin": ("yjc-lachin-2020", "2020-12-01"),
    "lachin-corridor": ("daily-sabah-lachin-2022", "2022-08-26"),
    "kalbajar": ("jamnews-kalbajar-2020", "2020-11-25"),
    "aghdam": ("aljazeera-aghdam-2020", "2020-11-20"),
    "fizuli": ("trend-fizuli-2020", "2020-10-17/2020-11-10"),
    "jabrayil": ("azernews-jabrayil-2020", "2020-10-04/2020-11-10"),
    "gubadli": ("news-az-gubadli-2024", "2020-10-25/2020-11-10"),
    "zangilan": ("anadolu-zangilan-2020", "2020-10-20/2020-11-10"),
    "hadrut": ("anadolu-hadrut-2020", "[2020-10-09..2020-10-15]"),
}


class TestStatements:
    def test_the_nine_published_dates_and_areas(self):
        said = {
            (s["place"], s["quantity"]): s
            for s in read("statements")
            if s["source"] == "occupation-in-figures"
        }
        starts = {
            place: (said[place, "start"]["date"], float(said[place, "area"]["value"])) for place in NINE
        }
        assert starts == NINE

    def test_the_claim_of_a_fifth_is_the_articles_not_the_panels(self):
        rows = {
            s["source"]: s
            for s in read("statements")
            if (s["place"], s["quantity"]) == ("azerbaijan", "held_share")
        }
        assert rows["article-russia-priority-2018"]["value"] == "20"
        assert "occupation-in-figures" not in rows

    def test_of_shusha_only_the_town_passed_in_2020(self):
        rows = {
            s["source"]: s["date"]
            for s in read("statements")
            if (s["place"], s["quantity"]) == ("shusha", "part_end")
        }
        assert rows["azernews-villages-2020"] == "2020-11-08"

    def test_what_was_left_after_2020_is_a_span_and_from_the_ceasefire_on(self):
        rows = [
            s
            for s in read("statements")
            if s["place"] == "nagorno-karabakh" and s["date"].startswith("2020-11")
        ]
        spans = {s["source"]: (s["value"], s["value_to"]) for s in rows if s["quantity"] == "held_area"}
        assert spans["cross-check"] == ("2800", "3200")
        assert {s["date"].split("/")[0] for s in rows} == {"2020-11-10"}

    def test_the_checked_starts(self):
        rows = [s for s in read("statements") if s["source"] == "cross-check" and s["quantity"] == "start"]
        assert {s["place"]: s["date"] for s in rows} == CHECKED
        assert all(s["note"] for s in rows)

    @pytest.mark.parametrize("place", sorted(ENDS))
    def test_ends(self, place):
        source, date = ENDS[place]
        found = [
            s["date"]
            for s in read("statements")
            if (s["place"], s["quantity"], s["source"]) == (place, "end", source)
        ]
        assert found == [date]

    @pytest.mark.parametrize("place", ["jabrayil", "fizuli", "zangilan", "gubadli"])
    def test_an_end_that_spans_weeks_names_both_sources(self, place):
        row = next(s for s in read("statements") if s["place"] == place and s["date"].endswith("/2020-11-10"))
        assert row["also_source"] == "trilateral-2020"

    def test_held_areas(self):
        held = {
            (s["place"], float(s["value"]), s["date"])
            for s in read("statements")
            if s["quantity"] == "held_area"
        }
        assert held >= {
            ("aghdam", 842, "1994"),
            ("aghdam", 882, "1994"),
            ("fizuli", 462, "1994"),
            ("fizuli", 1253.68, "1993-08-23"),
            ("fizuli", 1256, "1993-08-23"),
            ("nagorno-karabakh", 3824, "1994"),
            ("nagorno-karabakh", 3000, "2020-11-10/2023-09-18"),
            ("aghdam", 846.7, "1994-05-12"),
            ("azerbaijan", 11458, "1994"),
        }

    def test_every_date_can_be_read(self):
        for row in (*read("statements"), *read("events")):
            if row["date"]:
                parse_date(row["date"])
        for row in read("sources"):
            if row["published"]:
                parse_date(row["published"])

    def test_value_and_unit_fit_the_quantity(self):
        dated = dict.fromkeys(("start", "end", "part_start", "part_end"), "")
        units = {**dated, "area": "km2", "held_area": "km2", "held_share": "percent"}
        for row in read("statements"):
            assert row["unit"] == units[row["quantity"]], row["id"]
            assert bool(row["value"]) == bool(row["unit"]), row["id"]

    def test_a_source_says_a_thing_once(self):
        keys = [
            (
                s["place"],
                s["period"],
                s["quantity"],
                s["source"],
                "" if s["quantity"] in ("start", "end") else s["date"],
            )
            for s in read("statements")
        ]
        assert len(set(keys)) == len(keys)

    @pytest.mark.parametrize(
        ("place", "date"), [("jabrayil", "1993-08-26"), ("zangilan", "1993-11-01"), ("fizuli", "1993-08-22")]
    )
    def test_unverified_dates_stay_out(self, place, date):
        assert date not in [s["date"] for s in read("statements") if s["place"] == place]

    def test_unverified_areas_stay_out(self):
        values = {float(s["value"]) for s in read("statements") if s["value"]}
        assert not values & {13.62, 11797, 13.4, 4088, 1044}
