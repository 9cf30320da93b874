package import PipConfiguration

extension IndexURL {
  /// Returns the addresses of the indexes that pip's configuration names, each with a slash at its end.
  ///
  /// pip reads them for the command that installs, whatever is asked of its cache.
  ///
  /// - Parameter configuration: pip's options.
  /// - Returns: the addresses.
  package static func pages(in configuration: Configuration) -> [String] {
    let main = configuration.setting("index-url", for: ["install"]).map { [$0] } ?? []
    return (main + configuration.list("extra-index-url", for: ["install"])).compactMap { setting in
      guard let address = IndexURL(setting.value)?.text else { return nil }
      return address.utf8.last == UInt8(ascii: "/") ? address : address + "/"
    }
  }
}
