/// Makes members of tar archives, honest ones and others.
package enum TarWriter {
  /// Returns a member: its header and its content, padded.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - content: its content.
  ///   - kind: what it is, as tar says it.
  ///   - size: its size in octal digits, where that is a lie.
  /// - Returns: the blocks.
  package static func member(
    _ name: String,
    _ content: String,
    kind: Character = "0",
    size: String? = nil
  ) -> [UInt8] {
    let data = Array(content.utf8)
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put(size ?? String(data.count, radix: 8), at: 124)
    put("\(kind)", at: 156)
    put("ustar\u{0}00", at: 257)
    put("        ", at: 148)
    let sum = block.reduce(0) { $0 + Int($1) }
    let digits = String(sum, radix: 8)
    put(String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} ", at: 148)
    let padding = (512 - data.count % 512) % 512
    return block + data + [UInt8](repeating: 0, count: padding)
  }
}
