extension ReportPage {
  /// How the page looks: system fonts, light and dark by the system's wish, light on paper.
  static let style = """
    :root { --bg: #ffffff; --surface: #f6f7f9; --ink: #16191f; --muted: #525b68; --line: #d5d9e0;
      --edge: #767f8d; --focus: #0b57a4; --negative: #b3261e;
      --c1: #0b6fb8; --c2: #b4520a; --c3: #1f2937; --c4: #8a7f6a; }
    @media (prefers-color-scheme: dark) {
      :root { --bg: #12151a; --surface: #1a1f27; --ink: #e8ebf0; --muted: #a9b3c1; --line: #333b47;
        --edge: #7d8795; --focus: #8ab8f5; --negative: #ff9d94;
        --c1: #5aa9e6; --c2: #f0955a; --c3: #f4f1e6; --c4: #8d8472; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui,
      -apple-system, "Segoe UI", Inter, "Noto Sans", "PingFang SC", "Hiragino Sans GB",
      "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
    :lang(zh-Hans) { line-height: 1.65; }
    main { padding: 24px; }
    h1 { font-size: 24px; font-weight: 600; margin: 0 0 8px; }
    .summary { max-width: 75ch; margin: 0 0 16px; color: var(--muted); }
    dl { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0 0 16px; }
    dt { display: inline; color: var(--muted); }
    dt::after { content: " "; }
    dd { display: inline; margin: 0; }
    figure { margin: 0 0 24px; max-width: 720px; }
    figcaption { font-weight: 600; margin-bottom: 8px; }
    .chart { display: block; width: 100%; height: auto; }
    .chart text { fill: var(--ink); font-size: 12px; font-variant-numeric: tabular-nums; }
    .scroll { overflow-x: auto; }
    .scroll:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    table { border-collapse: collapse; font-size: 14px; }
    caption { text-align: left; font-weight: 600; padding-bottom: 8px; }
    th, td { padding: 7px 12px; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    tbody th, tfoot th { font-weight: 400; }
    thead th { background: var(--surface); font-weight: 600; vertical-align: bottom;
      border-bottom: 2px solid var(--edge); }
    .amount, .figure { text-align: right; white-space: nowrap;
      font-variant-numeric: tabular-nums lining-nums; }
    thead .amount, thead .figure { white-space: normal; }
    .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
    .negative { color: var(--negative); }
    tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
    tfoot tr:first-child > * { border-top: 1px solid var(--ink); }
    tfoot tr:last-child > * { border-bottom: 3px double var(--ink); }
    @media (max-width: 639px) { body { font-size: 16px; } main { padding: 16px; } }
    @media print {
      :root { --bg: #ffffff; --surface: #ffffff; --ink: #000000; --muted: #333333;
        --line: #999999; --edge: #000000; --negative: #000000;
        --c1: #0b6fb8; --c2: #b4520a; --c3: #1f2937; --c4: #8a7f6a; }
      @page { size: A4 landscape; margin: 14mm;
        @bottom-right { content: counter(page) " / " counter(pages); } }
      main { padding: 0; }
      .scroll { overflow: visible; }
      thead { display: table-header-group; }
      tfoot { display: table-row-group; }
      tr, figure { break-inside: avoid; }
    }
    """
}
