import CivilTime
import Documents
import Postgres

/// Which files of a remittance advice are wanted.
package enum AdviceFormat: String, Sendable, CaseIterable {
  case pdf, csv, json
}

extension WritePapers {
  /// Writes the files of remittance advices into a folder.
  ///
  /// - Returns: The paths written, in the order of the advices.
  package func advices(
    _ advices: [RemittanceAdvice], formats: [AdviceFormat], into folder: String,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> [String] {
    try write(advices, into: folder, progress: progress) { advice, _ in
      try files(of: advice, formats: formats)
    }
  }

  /// Writes the files of remittance advices into one ZIP archive with a manifest; what did not
  /// arrive is not in its sums.
  ///
  /// - Parameter path: Of the archive, which is whole or absent. Its files bear the time at which
  ///   the newest batch left.
  package func archive(
    _ advices: [RemittanceAdvice], formats: [AdviceFormat], to path: String,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws {
    try archive(advices, newest: advices.map(\.sent).max(), to: path, progress: progress) {
      advice, _ in
      let standing = try advice.standing
      return try files(of: advice, formats: formats).enumerated().map { place, file in
        (
          ArchivedFile(
            name: file.name, kind: .remittanceAdvice, documentNumber: advice.number,
            amount: place == 0 ? standing : nil), file.bytes
        )
      }
    }
  }

  private func files(
    of advice: RemittanceAdvice, formats: [AdviceFormat]
  ) throws -> [(name: String, bytes: [UInt8])] {
    try formats.map { format in
      let bytes =
        switch format {
        case .pdf: try typesetter.pdf(of: advice, language: language)
        case .csv:
          try collected { sink throws(DocumentError) in try advice.writePayments(to: sink) }
        case .json: try advice.jsonBytes()
        }
      return ("\(advice.number).\(format.rawValue)", bytes)
    }
  }
}
