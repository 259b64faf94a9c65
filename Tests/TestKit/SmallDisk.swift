import Foundation

/// A disk of a few megabytes that can be filled to its last page and freed again.
package final class SmallDisk {
  /// Whether disks can be mounted here, tried once.
  package static let isPermitted = (try? SmallDisk(megabytes: 1)) != nil
  package let path: String

  package init(megabytes: Int) throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "settled-disk-\(UUID().uuidString.prefix(8).lowercased())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    do {
      try Tool.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path])
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  deinit {
    do {
      try Tool.run("umount", [path])
    } catch {
      print("\(path): \(error)")
    }
    try? FileManager.default.removeItem(atPath: path)
  }

  private var filler: String { "\(path)/filler" }

  /// Writes until nothing more fits.
  ///
  /// - Parameter pages: How many of 4 KiB are given back then.
  package func fill(leaving pages: Int = 0) throws {
    // It ends with the error that is wanted.
    _ = try? Tool.run("dd", ["if=/dev/zero", "of=\(filler)", "bs=4096"])
    if pages > 0 { try Tool.run("truncate", ["--size=-\(pages * 4096)", filler]) }
  }

  package func free() throws { try FileManager.default.removeItem(atPath: filler) }

  /// What lies on it beside what fills it, sorted.
  package var files: [String] {
    get throws {
      try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0 != "filler" }.sorted()
    }
  }
}
