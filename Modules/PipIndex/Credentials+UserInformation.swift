internal import PipPackaging

extension Credentials {
  /// Reads what stands before the `@` of an address: `user`, `user:password`, percent-encoded.
  ///
  /// Nil where it is empty. Bytes that are no UTF-8 become U+FFFD: no server could mean them.
  init?(userInformation bytes: ArraySlice<UInt8>) {
    guard !bytes.isEmpty else { return nil }
    let name = bytes.prefix { $0 != UInt8(ascii: ":") }
    let password = bytes.dropFirst(name.count).dropFirst()
    self.init(
      username: String(decoding: PercentEncoding.decode(name), as: UTF8.self),
      password: String(decoding: PercentEncoding.decode(password), as: UTF8.self)
    )
  }
}
