"""What the peers of `settled-benchmarks --documents` have in common: they are asked for documents,
make them with two workers, and answer what that cost.

    python3 -m venv venv && venv/bin/pip install -r Sources/Benchmarks/Peers/requirements.txt
    settled-benchmarks --documents 3000 --rounds 5 --peers venv/bin/python

Peers get the same parties, lines, amounts, words and attached files as one line of JSON for each
document, every figure as it is printed, and set them in the same fonts, as PDF/A-3u. What only ours
has is left out, which favours them: the signature, the metadata of Factur-X, the sums at the end and
the start of each page of a statement, and the bars of its steps. Each script keeps what its program
can keep from one document to the next: the process, the fonts, the parsed template or style sheet.
"""

import json
import os
import sys
import time

started = time.perf_counter()
FONT_FOLDER = "/usr/share/fonts/opentype/noto"
FONT = "Noto Sans CJK SC"


def peak_memory():
    """MiB that this process had at most."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel does not tell the memory of a process")


def make(maker, line, keep):
    """Makes one document, and tells its size and what the process has cost so far."""
    pdf = maker(line)
    if not pdf.startswith(b"%PDF-1.7"):
        raise RuntimeError("no PDF was made")
    if keep:
        with open(keep, "wb") as file:
            file.write(pdf)
    return len(pdf), os.getpid(), time.process_time(), peak_memory()


def serve(name, makers, pool):
    """Answers questions of kind, count and workers until there are no more.

    makers: by kind of document, a function from its line of JSON to the PDF; a kind with a hyphen is
    a size of the one before it. pool: an executor of two workers.
    """
    folder = sys.argv[1]
    keep_folder = sys.argv[2] if len(sys.argv) > 2 else None
    files = {}
    costs = {}
    for question in sys.stdin:
        kind, count, workers = question.split()
        keep = None
        if kind not in files:
            files[kind] = open(os.path.join(folder, kind + ".jsonl"), encoding="utf-8")
            if keep_folder:
                keep = os.path.join(keep_folder, f"{kind}-{name}.pdf")
        maker = makers[kind.split("-")[0]]
        lines = [files[kind].readline() for _ in range(int(count))]
        if not all(lines):
            raise RuntimeError(f"there are fewer than {count} more of {kind}")
        begun = time.perf_counter()
        before = sum(costs.values())
        if workers == "1":
            results = [pool.submit(make, maker, line, keep).result() for line in lines]
        else:
            results = list(pool.map(make, [maker] * len(lines), lines, [keep] * len(lines)))
        wall = time.perf_counter() - begun
        for _, process, cpu, _ in results:
            costs[process] = max(cpu, costs.get(process, 0))
        answer = {
            "documents": len(results),
            "wall": wall,
            "cpu": sum(costs.values()) - before,
            "bytes": sum(result[0] for result in results),
            "peak": max(result[3] for result in results),
            "sinceStart": time.perf_counter() - started,
        }
        print(json.dumps(answer), flush=True)
