/// A number of bytes as people read it: `980 bytes`, `1.2 kB`, `3.4 GB`, in powers of 1000.
///
/// ```swift
/// let size = ByteCount(1_234_567)
/// page.line("\(size) could go")  // 1.2 MB could go
/// page.line("that is \(size.description), or \(size.bytes) bytes")
/// ```
public struct ByteCount: Sendable, Hashable, CustomStringConvertible {
  /// The bytes.
  public var bytes: Int64

  /// Creates a number of bytes.
  public init(_ bytes: Int64) {
    self.bytes = bytes
  }

  /// The number with a unit, rounded to a tenth of it.
  public var description: String {
    guard bytes.magnitude >= 1000 else { return "\(bytes) \(bytes == 1 ? "byte" : "bytes")" }
    var tenths = bytes.magnitude / 100
    var rest = bytes.magnitude % 100
    var units = ["kB", "MB", "GB", "TB", "PB", "EB"][...]
    while tenths >= 10_000, units.count > 1 {
      rest = tenths % 1000 / 10
      tenths /= 1000
      units.removeFirst()
    }
    if rest >= 50 { tenths += 1 }
    // 999.95 and more would read 1000.0 of a unit.
    if tenths >= 10_000, units.count > 1 {
      tenths = 10
      units.removeFirst()
    }
    return "\(bytes < 0 ? "-" : "")\(tenths / 10).\(tenths % 10) \(units.first ?? "")"
  }
}
