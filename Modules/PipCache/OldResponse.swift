package import PipArchives
package import PipSystem

/// A response as pips before 23.3 kept it: head and body in one file.
///
/// The body is not taken into memory: what stands around it is read as if it were empty.
package struct OldResponse: Sendable, Hashable {
  /// All but the body.
  package let head: CachedResponse

  /// Where the body begins in the file.
  package let bodyOffset: Int64

  /// Bytes in the body.
  package let bodyLength: Int64

  /// What stands before the body: `response` is the first member, and `body` its first.
  private static let prefixLimit = 64
  /// What stands behind it; no server sends so many headers.
  private static let suffixLimit = 1 << 20

  /// Of what does not begin as pip on Python 3 writes it, so much is read.
  static let wholeLimit = Int64(suffixLimit)

  /// Reads a response.
  ///
  /// - Parameters:
  ///   - file: the open file.
  ///   - size: bytes in it.
  ///   - note: is told what could not be read.
  /// - Throws: `CachedResponse.Defect`; a file that cannot be read is `formless`.
  package init(
    _ file: borrowing OwnedDescriptor,
    size: Int64,
    noting note: ReadNote? = nil
  ) throws(CachedResponse.Defect) {
    func read(at place: Int64, count: Int) -> [UInt8]? {
      do {
        return try file.read(at: place, count: count)
      } catch {
        note?.take(error)
        return nil
      }
    }
    guard let start = read(at: 0, count: Self.prefixLimit) else { throw .formless }
    guard let body = Self.body(in: start) else {
      // Another order, or another form: whole where it is small.
      guard size <= Int64(Self.suffixLimit),
        let bytes = read(at: 0, count: Int(size))
      else { throw .formless }
      head = try CachedResponse(bytes[...])
      bodyOffset = 0
      bodyLength = 0
      return
    }
    let end = Int64(body.offset) + body.length
    guard end <= size, size - end <= Int64(Self.suffixLimit),
      let suffix = read(at: end, count: Int(size - end))
    else { throw .undecodable }
    head = try CachedResponse((start[..<body.marker] + [0xC4, 0] + suffix)[...])
    bodyOffset = Int64(body.offset)
    bodyLength = body.length
  }

  /// Finds the body behind the names that lead to it.
  private static func body(in start: [UInt8]) -> (marker: Int, offset: Int, length: Int64)? {
    var position = 5
    func skip(_ text: String) -> Bool {
      let bytes = [0xA0 | UInt8(text.utf8.count)] + Array(text.utf8)
      guard start[position...].starts(with: bytes) else { return false }
      position += bytes.count
      return true
    }
    func skipMap() -> Bool {
      guard position < start.count, (0x81...0x8F).contains(start[position]) else { return false }
      position += 1
      return true
    }
    guard start.starts(with: "cc=4,".utf8), skipMap(), skip("response"), skipMap(), skip("body"),
      position + 5 <= start.count, (0xC4...0xC6).contains(start[position])
    else { return nil }
    let width = 1 << Int(start[position] - 0xC4)
    let length = start[(position + 1)...].prefix(width).reduce(0) { $0 << 8 | Int64($1) }
    return (position, position + 1 + width, length)
  }
}
