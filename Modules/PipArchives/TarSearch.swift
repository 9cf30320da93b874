/// Looks for one member of a tar archive (POSIX.1-2001 `pax`, ustar) that comes piece by piece.
///
/// Only what is looked for is held: headers are read block by block, what is in other members is
/// passed over, and no number in a header has memory taken for it.
package struct TarSearch: Sendable {
  /// What came of the search so far.
  package enum Verdict: Sendable, Hashable {
    /// There may be more.
    case unfinished
    /// This is the member and what is in it.
    case found(name: [UInt8], content: [UInt8])
    /// The archive has no such member, or is none.
    case absent
  }

  private enum State {
    /// Before a header.
    case header
    /// In a member, before so many bytes and those that fill its last block.
    case passing(UInt64)
    /// In the member that is looked for.
    case taking(name: [UInt8], size: Int, left: UInt64)
    /// In what a header says of the next one.
    case extending(size: Int, left: UInt64)
  }

  private static let blockSize = 512
  /// What headers say of the next one is a path and a few times.
  private static let extensionLimit: UInt64 = 65_536

  private let isWanted: @Sendable ([UInt8]) -> Bool
  private let limit: UInt64
  private var state = State.header
  private var buffer: [UInt8] = []
  /// The name of the next member, where the header before it says one.
  private var longName: [UInt8]?

  /// What came of it so far.
  package private(set) var verdict = Verdict.unfinished

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - limit: bytes that the member may have; a larger one is passed over.
  ///   - isWanted: whether a name is that of the member.
  package init(limit: Int, isWanted: @escaping @Sendable ([UInt8]) -> Bool) {
    self.limit = UInt64(limit)
    self.isWanted = isWanted
  }

  /// Goes on with the next bytes of the archive.
  package mutating func feed(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, verdict == .unfinished {
      switch state {
      case .header:
        rest = take(Self.blockSize - buffer.count, of: rest)
        guard buffer.count == Self.blockSize else { continue }
        state = next(after: TarHeader(buffer))
        buffer.removeAll(keepingCapacity: true)
      case .passing(let left):
        let count = min(UInt64(rest.count), left)
        rest = rest.dropFirst(Int(count))
        state = left == count ? .header : .passing(left - count)
      case .taking(let name, let size, let left):
        let count = UInt64(min(rest.count, size - buffer.count))
        rest = take(Int(count), of: rest)
        guard buffer.count == size else {
          state = .taking(name: name, size: size, left: left - count)
          continue
        }
        verdict = .found(name: name, content: buffer)
      case .extending(let size, let left):
        let count = min(UInt64(rest.count), left)
        rest = take(Int(count), of: rest)
        guard count == left else {
          state = .extending(size: size, left: left - count)
          continue
        }
        longName = TarHeader.path(inExtension: buffer.prefix(size)) ?? longName
        buffer.removeAll(keepingCapacity: true)
        state = .header
      }
    }
  }

  private mutating func take(_ count: Int, of rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    buffer += rest.prefix(count)
    return rest.dropFirst(count)
  }

  private mutating func next(after header: TarHeader?) -> State {
    guard let header else {
      verdict = .absent
      return .header
    }
    let padded = header.size.addingReportingOverflow(UInt64(Self.blockSize - 1))
    guard !padded.overflow else {
      verdict = .absent
      return .header
    }
    let length = padded.partialValue / UInt64(Self.blockSize) * UInt64(Self.blockSize)
    switch header.kind {
    case .extension where length <= Self.extensionLimit && length > 0:
      return .extending(size: Int(header.size), left: length)
    case .regular:
      let name = longName ?? header.name
      longName = nil
      guard isWanted(name), header.size <= limit else { break }
      guard header.size > 0 else {
        verdict = .found(name: name, content: [])
        return .header
      }
      return .taking(name: name, size: Int(header.size), left: length)
    case .extension, .other:
      longName = nil
    }
    return length == 0 ? .header : .passing(length)
  }
}
