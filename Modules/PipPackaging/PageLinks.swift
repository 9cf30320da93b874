/// Turns the links of one page into addresses.
struct PageLinks {
  /// The longest address of a page or its base, in bytes: each link may repeat it.
  static let baseLimit = 1_024

  /// The longest link, in bytes.
  static let linkLimit = 8_192

  private let base: URLReference?

  /// Takes the address of a page, and what the page says is the base of its links.
  init(pageURL: String, base: String? = nil) {
    let page = pageURL.utf8.count <= PageLinks.baseLimit ? URLReference(pageURL) : nil
    if let base, base.utf8.count <= PageLinks.baseLimit {
      let reference = URLReference(base)
      self.base = page.map { reference.resolved(against: $0) } ?? reference
    } else {
      self.base = page
    }
  }

  /// Returns where a link leads, or nil if that is nowhere.
  func target(of link: String) -> URLReference? {
    guard !link.isEmpty, link.utf8.count <= PageLinks.linkLimit else { return nil }
    let reference = URLReference(link)
    let target = base.map { reference.resolved(against: $0) } ?? reference
    return target.scheme == nil ? nil : target
  }

  /// Returns a file name if it is one that names a file in a folder and nothing else.
  static func plainName(_ name: String?) -> String? {
    guard let name, !name.isEmpty, name != ".", name != "..",
      name.utf8.count <= WheelFileName.lengthLimit,
      name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != ASCII.slash })
    else { return nil }
    return name
  }

  /// Returns the digest that stands in the fragment of a link, as PEP 503 puts it there.
  static func hashes(in fragment: String?) -> [String: String] {
    guard let fragment else { return [:] }
    for part in fragment.utf8.split(separator: UInt8(ascii: "&")) {
      if let hash = digest(in: Array(part)) { return [hash.name: hash.value] }
    }
    return [:]
  }

  /// Returns the parts of `algorithm=digest`, or nil if it names no algorithm that pip knows.
  static func digest(in text: [UInt8]) -> (name: String, value: String)? {
    guard let sign = text.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = ASCII.lowercased(text[..<sign])
    guard algorithms.contains(name) else { return nil }
    return (name, ASCII.lowercased(text[(sign + 1)...]))
  }

  private static let algorithms: Set = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]
}
