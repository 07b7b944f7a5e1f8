"""What the columns mean, in the words of `docs/tables.md`. A column without words fails the tests."""

#: Columns of a document, in its own table and beside its mentions.
DOCUMENT = {
    "doc_id": "The document: from its address, else from the id that it was given, else from its content.",
    "title": "The document's title; null where it has none.",
    "published_on": "The day on which the document was published; null where it does not say.",
    "published_at": "The time at which it was published, in Vietnam's time zone; null where it does not say.",
    "modified_at": "The time of its last change, as the page gives it; null where it does not say.",
    "captured_at": "When it was last fetched, as the web archive's record says; null for what is from no web archive.",
    "revision": "Which text of the document this is: 1, and one more for each edit of text or title that was read.",
    "revised_at": "The time of the present revision: when it was first captured, else last changed, else first stored;"
    " null for revision 1.",
    "author": "Who wrote it; null where it does not say.",
    "source": "The paper, agency or body that it comes from (of a page: its host); null where it does not say.",
    "section": "The section of the paper; null where it does not say.",
    "tags": "The tags that the page gives it; null or empty where it gives none.",
    "url": "Its address; null where it does not say.",
    "canonical_url": "The address that a page gives as its own, without what does not change the page; else null.",
    "original_source": "Whom a copied article names as its origin (`Nguồn: …`, `Theo …`); else null.",
    "original_url": "The address that it gives of its origin; else null.",
    "file": "The file in which it was last found new or changed, as it was named to the run; in an archive"
    " `archive.zip!member`.",
    "line": "The line in that file on which it begins (in WARC and Parquet the record's number), from 1; null where the"
    " document has the file to itself.",
    "format": "What it was read from: `text`, `html`, `lines`, `csv`, `tsv`, `parquet`, `pdf`, `docx`, `doc`, `rtf`.",
    "site": "The site module that read the page; else null.",
    "layout": "That site's layout that fitted the page, `generic` where none did; null for what is no page.",
    "encoding": "How bytes became text: `utf-8`, `windows-1258`; after a plus sign the old font that the text was typed"
    " in (`utf-8+tcvn3`); `pdf`, `docx` or the converter's name where the format settles it.",
    "encoding_confidence": "How sure that is, 0 to 1.",
    "bytes_sha256": "The SHA-256, in hexadecimal, of the bytes that it was read from, decompressed: the file, the"
    " member of an archive, the line, the page of a web archive; null for a row of a table.",
    "characters": "The length of `text` in code points.",
    "boilerplate": "The stretches that are no part of the document (teasers of other articles, tags, footers):"
    " `start`, `end`, and the `rule` that found each; in order, none overlaps another.",
    "is_duplicate": "Whether the document repeats another one of the store, so that a count can be made once"
    " (`WHERE NOT is_duplicate`).",
    "duplicate_of": "The `doc_id` of the document that it repeats, which is no copy itself; null for what is no copy.",
    "duplicate_kind": "`exact`: the same body but for white space; `near`: at least 0.55 of its body's sequences of"
    " five words stand in the other one, with the same figures; null for what is no copy.",
    "containment": "The share of its body's sequences of five words that stand in the other one, 0 to 1; null for what"
    " is no copy.",
    "content_hash": "A hash of the text and of what is known of it; it changes when and only when they do.",
    "text": "The text exactly as it was given: decoded, from an old Vietnamese encoding converted, of a page the"
    " article. All `start` and `end` are places in it, in Unicode code points, half-open.",
    "segments": "What stretches of the text are, where the format says it: `title`, `sapo`, `body`, `credit`,"
    " `caption`, and each cell of a table (`table`, with its table, row and column from 0, the header above it and"
    " the unit of a bare number); empty where the format says nothing.",
}

#: Columns of an earlier text of a document that mean something else than they do of the document.
REVISION = {
    "revision": "Which text of the document this is, from 1, in the order of time.",
    "revised_at": "The time of this revision: when it was first captured, else last changed, else first stored; null"
    " for revision 1.",
    "title": "The title that the document had.",
    "modified_at": "The time of its last change, as the page gave it then; null where it did not say.",
    "captured_at": "When it was first fetched with this text; null for what is from no web archive.",
    "first_stored_at": "When a run first stored this text, where it has neither of these times; else null.",
    "file": "The file in which it was first found with this text, as it was named to the run.",
    "line": "The line (in WARC and Parquet the record's number) in that file; null where it had the file to itself.",
    "text": "The text as it was.",
}

#: Columns that every kind of mention has.
MENTION = {
    "mention_id": "The mention: a hash of document, kind, place and values, the same in every run.",
    "sentence": "The sentence in which the mention stands.",
    "start": "Where the mention begins in `documents.text`, in code points.",
    "end": "Where it ends (the first code point past it).",
    "text": "The mention as it stands: `text[start:end]` of the document.",
    "rule": "The rule that found it.",
    "extractor": "The extractor that found it.",
    "extractor_version": "That extractor's version.",
    "boilerplate": "The rule that says that it stands in boilerplate (`documents.boilerplate`); null where it stands in"
    " the body, as all do but after `trichluc run --with-boilerplate`.",
}

#: Fields of the kinds of mention, by `kind.field` where a name means different things, else by the field's name.
FIELDS = {
    # decree_refs
    "kind": "`full` (with a số hiệu), `named` (by title), `short` (type and bare number), `anaphor` (`Nghị định này`).",
    "symbol": "The canonical số hiệu (`45/2012/NĐ-CP`); null where the text does not settle it.",
    "doc_type": "The type by its full Vietnamese name (`Nghị định`).",
    "number": "The number as printed, without spaces.",
    "year": "The year as the reference gives it, in its symbol, else in its issue date; null where it gives neither"
    " (`Luật Đất đai`), also where the symbol that was reached has one.",
    "issued_on": "The date of issue, where the text gives it.",
    "issuer": "The issuing bodies, in order.",
    "title": "The title by which a law, code or constitution is named.",
    "dieu": "The điều that is cited, as written; of several all, in order.",
    "khoan": "The khoản that is cited, as written.",
    "diem": "The điểm that is cited, as written.",
    "resolution": "How the symbol was reached: `explicit` in the text, `short_form`, `antecedent`, `by_date`; null"
    " where it was not.",
    "relation": "What another document does to this one: `amends`, `replaces`, `repeals`, `guides`, `based_on`,"
    " `implements`; null where the text says nothing of the kind.",
    "relation_source": "The symbol of that other document; null where it has none yet or the text does not name it.",
    # amounts and percentages
    "currency": "The currency's ISO 4217 code.",
    "amounts.value": "The sum in whole units of the currency; of a range the lower end.",
    "amounts.value_max": "The upper end of a range, else null.",
    "amounts.value_alternative": "The second reading of an ambiguous number, else null.",
    "percentages.value": "The number; of a range the lower end. A printed minus sign stays.",
    "percentages.value_max": "The upper end of a range, else null.",
    "percentages.value_alternative": "The second reading of an ambiguous number, else null.",
    "unit": "`percent` or `percentage_point`.",
    "modifier": "`about`, `over`, `under`, `at_least`, `at_most`; null for none.",
    "per": "The unit of a rate (`tháng`, `kWh`), else null.",
    "role": "`from` or `to` where the text gives a change from one value to another, else null.",
    "ambiguous": "Whether the comma or point can be read in two ways.",
    "equivalent_to": "The `mention_id` of the sum that this one restates in another currency, else null.",
    "direction": "`increase`, `decrease`, `share` (of a total), or `level`.",
    "base": "What the percentage is compared with or a share of, in the text's words; null where it does not say.",
    # provinces, lists, regions
    "provinces.name": "The unit's official name, without its level.",
    "code": "The General Statistics Office's code of the unit that the text means; null where it has none.",
    "unit_set": "The set of units that the code belongs to: `63` (up to 30 June 2025), `34` (since), or `dissolved`.",
    "name_2025": "The unit that the territory belongs to since 1 July 2025; null where it was split over several.",
    "province_lists.members": "The provinces' names, in the order of the list.",
    "claimed_count": "The number that the text gives just before the list, else null.",
    "truncated": "Whether the list ends in `…` or `v.v.`.",
    "complete": "Whether as many provinces are listed as the text claims; null where it claims nothing.",
    "regions.name": "The region's name.",
    "regions.members": "The provinces of the region, at the document's date.",
}
