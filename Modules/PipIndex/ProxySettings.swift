package import PipSystem

/// Which proxy a request goes through, by the rules of Python's `requests`, which pip uses.
package struct ProxySettings: Sendable, Hashable {
  private let byKey: [String: String]
  private let bypass: [Substring]

  /// Reads the settings: pip's `--proxy` counts alone, else the environment does.
  ///
  /// Of `http_proxy` and `HTTP_PROXY` the lower-case one wins, and an empty one removes the other
  /// (`urllib.request.getproxies_environment`).
  package init(option: String?, environment: Environment) {
    guard option == nil || option == "" else {
      byKey = ["http": option ?? "", "https": option ?? ""]
      bypass = []
      return
    }
    var byKey: [String: String] = [:]
    let suffix = "_proxy"
    for (name, value) in environment.variables where !value.isEmpty {
      guard name.lowercased().hasSuffix(suffix), !name.hasSuffix(suffix) else { continue }
      byKey[name.lowercased().dropLast(suffix.count).lowercased()] = value
    }
    // A CGI script's client chooses the header `Proxy:`, which arrives as HTTP_PROXY.
    if environment["REQUEST_METHOD"] != nil { byKey["http"] = nil }
    for (name, value) in environment.variables where name.hasSuffix(suffix) {
      byKey[name.lowercased().dropLast(suffix.count).lowercased()] = value.isEmpty ? nil : value
    }
    let list = environment.nonEmpty("no_proxy") ?? environment.nonEmpty("NO_PROXY") ?? ""
    self.byKey = byKey
    bypass = list.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
  }

  /// Returns the way to an address.
  ///
  /// Throws `unusable` where the setting for it is not the address of a proxy that can be used.
  package func route(to url: IndexURL) throws(IndexError) -> ProxyRoute {
    guard url.scheme != .file, !isBypassed(url) else { return .direct }
    let scheme = url.scheme.rawValue
    let keys = ["\(scheme)://\(url.host)", scheme, "all://\(url.host)", "all"]
    for key in keys {
      if let text = byKey[key] { return try Self.route(through: text) }
    }
    return .direct
  }

  private func isBypassed(_ url: IndexURL) -> Bool {
    if let address = IPv4Address(url.host) {
      return bypass.contains { $0 == "*" || $0 == url.host || address.isIn(network: $0) }
    }
    let withPort = "\(url.host):\(url.port)"
    return bypass.contains { entry in
      // The suffix need not start at a dot: requests takes `ample.com` for `example.com`.
      let suffix = entry.lowercased()
      return suffix == "*" || url.host.hasSuffix(suffix) || withPort.hasSuffix(suffix)
        || suffix.first == "." && url.host == suffix.dropFirst()
    }
  }

  private static func route(through text: String) throws(IndexError) -> ProxyRoute {
    let (scheme, rest) = split(text)
    // What a proxy needs is what an http address has before its path.
    guard let url = IndexURL("http://\(rest)") else {
      throw .unusable(.proxy, .notAnAddress)
    }
    switch scheme {
    case "http":
      return .http(
        host: url.host,
        port: url.explicitPort ?? 80,
        credentials: url.credentials
      )
    case "socks5", "socks5h":
      guard url.credentials == nil else { throw .unusable(.proxy, .unsupported(scheme)) }
      return .socks(host: url.host, port: url.explicitPort ?? 1080)
    default: throw .unusable(.proxy, .unsupported(scheme))
    }
  }

  private static func split(_ text: String) -> (scheme: String, rest: Substring) {
    let text = text.trimmingBlanks
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
      return ("http", text)
    }
    return (text[..<colon].lowercased(), text[colon...].dropFirst(3))
  }
}

extension StringProtocol {
  /// The text between leading and trailing blanks.
  var trimmingBlanks: Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
    return Substring(self).drop(while: isBlank).reversedDrop(while: isBlank)
  }
}

extension Substring {
  fileprivate func reversedDrop(while predicate: (Character) -> Bool) -> Substring {
    var end = endIndex
    while end > startIndex {
      let previous = index(before: end)
      guard predicate(self[previous]) else { break }
      end = previous
    }
    return self[..<end]
  }
}
