/// What decoders pass over in JSON that is none, or is not the same to all (RFC 8259).
enum StrictJSON {
  /// Returns what is wrong with a document that a decoder has read.
  static func faults(in bytes: [UInt8]) -> [String] {
    var faults: [String] = []
    // The names of the objects that are open; nil for a list.
    var open: [Set<[UInt8]>?] = []
    // The text that is being read.
    var text: [UInt8]?
    var isEscaped = false
    // The text before.
    var last: [UInt8] = []
    var isBehindComma = false
    for byte in bytes {
      guard text == nil else {
        guard byte != UInt8(ascii: "\"") || isEscaped else {
          (last, text) = (text ?? [], nil)
          continue
        }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        text?.append(byte)
        continue
      }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "\""): text = []
      case UInt8(ascii: "{"): open.append([])
      case UInt8(ascii: "["): open.append(nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if isBehindComma { faults.append("there is a comma behind a last element") }
        _ = open.popLast()
      case UInt8(ascii: ":"):
        if let names = open.last, names?.contains(last) == true {
          faults.append("\"\(String(decoding: last, as: UTF8.self))\" is there twice in one object")
        }
        if !open.isEmpty { open[open.count - 1]?.insert(last) }
      default: break
      }
      isBehindComma = byte == UInt8(ascii: ",")
    }
    return faults
  }
}
