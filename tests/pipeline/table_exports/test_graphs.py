"""The graphs as networkx reads them: nodes with what is known of a document, edges with kinds and weights."""

from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from pipeline.table_exports.exporting import TableForm, export
from tests.pipeline.ingesting import ingest_here, json_lines, rows
from tests.pipeline.table_exports.hostile import OTHER, SYMBOL, TITLES


@pytest.fixture(scope="module")
def graphs(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(hostile, TableForm.GRAPHML, place=tmp_path_factory.mktemp("graphs") / "đồ thị").place


def test_relations_are_directed_and_typed(graphs: Path, hostile: Path) -> None:
    graph = nx.read_graphml(graphs / "relations.graphml", force_multigraph=True)
    assert graph.is_directed()
    assert set(graph.nodes) == {row["symbol"] for row in rows(hostile, "decrees")}
    node = graph.nodes[SYMBOL]
    assert (node["label"], node["doc_type"], node["issuer"], node["year"]) == (SYMBOL, "Nghị định", "Chính phủ", 2012)
    assert (node["mentions"], node["articles"]) == (len(TITLES), len(TITLES))
    assert node["first_cited"] == "2024-03-01"
    edges = [(source, target, edge) for source, target, edge in graph.edges(data=True)]
    assert {(source, target) for source, target, _ in edges} == {
        (f"{number + 10}/2018/NĐ-CP", SYMBOL) for number in range(len(TITLES))
    }
    ids = [edge.get("id") for edge in etree.parse(graphs / "relations.graphml").iter("{*}edge")]
    assert len(set(ids)) == len(ids) == len(edges)
    assert {(edge["kind"], edge["relation"], edge["weight"]) for _, _, edge in edges} == {("relation", "amends", 1)}


def test_cocitation_is_undirected_and_weighed(graphs: Path) -> None:
    graph = nx.read_graphml(graphs / "cocitation.graphml")
    assert not graph.is_directed()
    edge = graph.edges[SYMBOL, OTHER]
    assert (edge["kind"], edge["weight"], edge["sentences"]) == ("cocitation", len(TITLES), 0)
    assert graph.edges[SYMBOL, "10/2018/NĐ-CP"]["sentences"] == 1
    assert not list(nx.selfloop_edges(graph))


@pytest.mark.parametrize("file", ["relations.graphml", "cocitation.graphml"])
def test_a_graph_says_what_it_is(file: str, graphs: Path) -> None:
    graph = nx.read_graphml(graphs / file)
    assert "Trích Lục, version" in graph.graph["Cite as"]
    # Gephi wants a type for every attribute, and a weight that is a number
    tree = etree.parse(graphs / file)
    keys = tree.findall("{*}key")
    assert keys
    assert {key.get("attr.type") for key in keys} <= {"string", "long", "int", "double", "boolean"}
    weights = {key.get("attr.type") for key in keys if key.get("attr.name") == "weight"}
    assert weights <= {"int", "long"}


def test_laws_by_title_are_nodes_and_drafts_are_told_of(tmp_path: Path) -> None:
    text = (
        "Luật Đầu tư năm 2020 và Nghị định số 1/2020/NĐ-CP. Dự thảo Nghị định thay thế Nghị định số 134/2004/NĐ-CP"
        " ngày 09/6/2004 của Chính phủ. Luật Đầu tư năm 2014 cũng vậy."
    )
    ingest_here([json_lines(tmp_path / "in.jsonl", [{"id": "a", "text": text}])], tmp_path / "out")
    done = export(tmp_path / "out", TableForm.GRAPHML, place=tmp_path / "g")
    graph = nx.read_graphml(done.place / "cocitation.graphml")
    assert {name for name in graph.nodes if name.startswith("Luật")} == {
        f"Luật Đầu tư ({row['year']})" for row in rows(tmp_path / "out", "decrees") if row["symbol"] is None
    }
    assert len(graph.edges) == len(graph.nodes) * (len(graph.nodes) - 1) / 2
    assert any("name no" in note or "names no" in note for note in done.notes)
