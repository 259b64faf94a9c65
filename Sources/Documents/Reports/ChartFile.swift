extension Chart {
  /// The picture as an SVG file of its own, light or dark by the system's wish.
  package func file(in language: DocumentLanguage) -> String {
    let element = "<svg "
    let picture = svg(id: "chart", in: language)
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "\(element)xmlns=\"http://www.w3.org/2000/svg\" "
      + picture.dropFirst(element.count).replacing(
        "<title", with: "<style>\(Self.fileStyle)</style>\n<title", maxReplacements: 1)
  }

  /// What a page would have said about colours and letters.
  private static let fileStyle = """
    svg { --ink: #16191f; --muted: #525b68; --c1: #0b6fb8; --c2: #b4520a; --c3: #1f2937;
      --c4: #8a7f6a; background: #ffffff; }
    @media (prefers-color-scheme: dark) {
      svg { --ink: #e8ebf0; --muted: #a9b3c1; --c1: #5aa9e6; --c2: #f0955a; --c3: #f4f1e6;
        --c4: #8d8472; background: #12151a; }
    }
    text { fill: var(--ink); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
    """
}
