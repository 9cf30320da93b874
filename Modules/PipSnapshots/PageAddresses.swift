/// Looks for addresses in a page that hold more than a place: user names, and what follows a `?`, in which
/// tokens are.
enum PageAddresses {
  /// Tells whether there is one.
  static func holdMore(in text: [UInt8]) -> Bool {
    var rest = text[...]
    while let start = rest.firstIndex(where: isSign) {
      rest = rest[start...]
      let word = rest.prefix(while: isSign)
      if holdsMore(word) { return true }
      rest = rest[word.endIndex...]
    }
    return false
  }

  /// What an address consists of; texts and attributes end with other signs.
  private static func isSign(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"\"'<>\\".utf8.contains(byte)
  }

  private static func holdsMore(_ word: ArraySlice<UInt8>) -> Bool {
    // A fragment is never sent, and says which digest a file has.
    let address = word.prefix { $0 != UInt8(ascii: "#") }
    if let mark = address.firstIndex(of: UInt8(ascii: "?")) {
      // It may follow a word, but then nothing follows it.
      if address[(mark + 1)...].contains(UInt8(ascii: "=")) { return true }
    }
    // One address may hold another.
    return address.indices.contains { index in
      guard address[index...].starts(with: "://".utf8) else { return false }
      let authority = address[(index + 3)...].prefix { $0 != UInt8(ascii: "/") }
      return authority.contains(UInt8(ascii: "@"))
    }
  }
}
