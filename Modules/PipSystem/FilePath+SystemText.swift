package import SystemPackage

extension FilePath {
  /// Creates the path that a system text names, byte for byte.
  package init(systemText text: String) {
    let bytes = SystemText.bytes(of: text).prefix { $0 != 0 }
    let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
    self.init(platformString: terminated)
  }

  /// Returns the path of an entry of this directory, by the entry's name as a system text.
  package func appending(entrySystemText name: String) -> FilePath {
    var path = self
    for component in FilePath(systemText: name).components { path.append(component) }
    return path
  }

  /// Returns the path that some names lead to from this directory.
  package func appending(_ names: some Sequence<EntryName>) -> FilePath {
    names.reduce(self) { $0.appending(entrySystemText: $1.systemText) }
  }

  /// The path as a system text: nothing is lost where it is not UTF-8.
  package var systemText: String {
    SystemText.string(decoding: bytes)
  }

  /// The last name of the path as a system text; empty where there is none.
  package var lastSystemText: String {
    FilePath(root: nil, lastComponent.map { [$0] } ?? []).systemText
  }

  /// The bytes of the path, without a terminator.
  package var bytes: [UInt8] {
    unsafe withPlatformString { pointer in
      // The pointer is valid and NUL-terminated for the duration of the call.
      var bytes: [UInt8] = []
      bytes.reserveCapacity(length)
      for index in 0..<length { bytes.append(UInt8(bitPattern: unsafe pointer[index])) }
      return bytes
    }
  }
}
