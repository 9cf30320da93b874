/// Makes inputs for parsers out of honest ones, as damage and malice would: from the same seed the
/// same.
package struct Mutator {
  /// No input is larger: what takes quadratic time shows at this size.
  package static let sizeLimit = 64 << 10

  private var generator: SeededGenerator
  private let seeds: [[UInt8]]
  private let tokens: [[UInt8]]

  /// Creates a mutator.
  ///
  /// - Parameters:
  ///   - seed: what decides about all of the changes.
  ///   - seeds: the inputs that others are made from, half of them from the first.
  ///   - tokens: what means something to the parser.
  package init(seed: UInt64, seeds: [[UInt8]], tokens: [[UInt8]]) {
    generator = SeededGenerator(seed: seed)
    self.seeds = seeds
    self.tokens = tokens
  }

  private enum Change: CaseIterable {
    case flip
    case overwrite
    case insert
    case delete
    case duplicate
    case move
    case number
    case digits
    case splice
    case truncate
    case multiply
    case token
  }

  /// Returns the next input: one that there was, changed a few times.
  package mutating func next() -> [UInt8] {
    let isFirst = Bool.random(using: &generator)
    var bytes = (isFirst ? seeds.first : seeds.randomElement(using: &generator)) ?? []
    for _ in 0...length(upTo: 7) {
      change(&bytes)
      bytes.removeLast(max(0, bytes.count - Self.sizeLimit))
    }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    switch Change.allCases.randomElement(using: &generator) ?? .truncate {
    case .flip: flip(&bytes)
    case .overwrite:
      let range = range(in: bytes)
      bytes.replaceSubrange(range, with: random(range.count))
    case .insert: insert(random(length(upTo: 16)), into: &bytes)
    case .delete: bytes.removeSubrange(range(in: bytes))
    case .duplicate:
      let range = range(in: bytes)
      bytes.insert(contentsOf: Array(bytes[range]), at: range.upperBound)
    case .move: insert(Array(bytes[range(in: bytes)]), into: &bytes)
    case .number: putNumber(into: &bytes)
    case .digits: putDigits(into: &bytes)
    case .splice: splice(&bytes)
    case .truncate: bytes.removeLast(bytes.count - position(in: bytes))
    case .multiply: multiply(&bytes)
    case .token: insert(tokens.randomElement(using: &generator) ?? [0], into: &bytes)
    }
  }

  // MARK: - Places

  private mutating func position(in bytes: [UInt8]) -> Int {
    Int.random(in: 0...bytes.count, using: &generator)
  }

  /// Returns a length, more often a short one.
  private mutating func length(upTo limit: Int) -> Int {
    let magnitude = Int.random(
      in: 0...(Int.bitWidth - limit.leadingZeroBitCount),
      using: &generator
    )
    return min(limit, Int.random(in: 0...(1 << magnitude), using: &generator))
  }

  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = position(in: bytes)
    return start..<(start + length(upTo: bytes.count - start))
  }

  private mutating func random(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  // MARK: - Changes

  private mutating func flip(_ bytes: inout [UInt8]) {
    guard let index = bytes.indices.randomElement(using: &generator) else { return }
    bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
  }

  private mutating func insert(_ piece: [UInt8], into bytes: inout [UInt8]) {
    bytes.insert(contentsOf: piece, at: position(in: bytes))
  }

  /// Begins like one input and ends like another.
  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = seeds.randomElement(using: &generator) ?? []
    bytes.removeLast(bytes.count - position(in: bytes))
    bytes += other[position(in: other)...]
  }

  /// Repeats a short piece, now and then so many times that any product of sizes is noticed.
  private mutating func multiply(_ bytes: inout [UInt8]) {
    let start = position(in: bytes)
    var piece = Array(bytes[start...].prefix(Int.random(in: 1...24, using: &generator)))
    guard !piece.isEmpty else { return }
    let isLarge = Int.random(in: 0..<8, using: &generator) == 0
    let size = isLarge ? Self.sizeLimit : 1 + length(upTo: 2048)
    // Doubled again and again, which is copied at once.
    while piece.count < size { piece += piece }
    bytes.insert(contentsOf: piece.prefix(size), at: start)
  }

  // MARK: - Numbers

  /// Numbers beside which something overflows or changes its sign.
  private static let edges: [UInt64] = [
    0, 1, 2, 0x0F, 0x10, 0x1F, 0x20, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000,
    0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF,
    0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
  ]

  private mutating func number(near count: Int) -> UInt64 {
    let edge = (Self.edges + [UInt64(count)]).randomElement(using: &generator) ?? 0
    return switch Int.random(in: 0..<4, using: &generator) {
    case 0: edge &- 1
    case 1: edge &+ 1
    default: edge
    }
  }

  /// Writes over some bytes what a length could be, of any width and in either order.
  private mutating func putNumber(into bytes: inout [UInt8]) {
    let width = [1, 2, 4, 8].randomElement(using: &generator) ?? 1
    let value = number(near: bytes.count)
    let digits = (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    let piece = Bool.random(using: &generator) ? digits : digits.reversed()
    let start = position(in: bytes)
    bytes.replaceSubrange(start..<min(start + width, bytes.count), with: piece)
  }

  /// Writes a number as text, in place of digits where there are some.
  private mutating func putDigits(into bytes: inout [UInt8]) {
    let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
    let after = position(in: bytes)
    let start = bytes[after...].firstIndex(where: isDigit) ?? after
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
    let text = String(number(near: bytes.count), radix: 10)
    bytes.replaceSubrange(start..<end, with: Array(text.utf8))
  }
}
