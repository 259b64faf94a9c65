import Glibc

/// A sink that writes to an open file, pipe or socket and leaves it open.
///
/// - Parameters:
///   - descriptor: Open for writing, and blocking.
///   - name: What a message calls it.
package func descriptorSink(_ descriptor: Int32, name: String) -> ByteSink {
  { bytes throws(DocumentError) in
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if count == 0 || errno != EINTR {
        // A signal only interrupts; everything else is an answer.
        throw .writingFailed(target: name, reason: String(cString: strerror(errno)))
      }
    }
  }
}
