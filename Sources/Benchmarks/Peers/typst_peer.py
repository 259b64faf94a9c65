"""typst: one compiler for each kind of document and worker, with one set of fonts.

A document is an input of the compilation, so that the template is parsed once, and what does not
depend on it is kept by the compiler. Two processes, because two threads are no faster than one.
"""

import datetime
import os
from concurrent.futures import ProcessPoolExecutor

import peer
import typst

HERE = os.path.dirname(os.path.abspath(__file__))
compilers = {}


def compiler(kind):
    """Made at its first document, in the process that uses it."""
    if not compilers:
        compilers["fonts"] = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False,
            font_paths=[peer.FONT_FOLDER])
    if kind not in compilers:
        compilers[kind] = typst.Compiler(
            input=os.path.join(HERE, kind + ".typ"), root=HERE, font_paths=compilers["fonts"],
            ignore_system_fonts=True)
    return compilers[kind]


def pdf(kind, line):
    return compiler(kind).compile(
        format="pdf", pdf_standards=["a-3u"], pdf_tags=False, sys_inputs={"document": line},
        timestamp=datetime.datetime(2026, 11, 3, 2, 0, tzinfo=datetime.timezone.utc))


def invoice(line):
    return pdf("invoice", line)


def statement(line):
    return pdf("statement", line)


if __name__ == "__main__":
    peer.serve("typst", {"invoice": invoice, "statement": statement}, ProcessPoolExecutor(2))
