/// The files that an index offers for one project.
package struct IndexPage: Sendable, Hashable {
  /// How many bytes of a page are read, unless told otherwise.
  package static let sizeLimit = 128 << 20

  /// How many files of a page are read; the rest counts as skipped.
  package static let fileLimit = 250_000

  /// How many members of a JSON page are read: the decoder takes about 60 bytes for each, and some
  /// 20 belong to one file.
  package static let memberLimit = 8_000_000

  /// The files, in the order of the page.
  package var files: [IndexFile]

  /// How many entries could not be understood.
  package var skipped: Int

  /// The project, where the page says so.
  package var name: String?

  /// The protocol that the page follows, where it says so.
  package var repositoryVersion: RepositoryVersion?

  /// Creates a page from its facts.
  package init(
    files: [IndexFile] = [],
    skipped: Int = 0,
    name: String? = nil,
    repositoryVersion: RepositoryVersion? = nil
  ) {
    self.files = files
    self.skipped = skipped
    self.name = name
    self.repositoryVersion = repositoryVersion
  }

  /// Takes in one more file, or counts it as skipped if it is none or one too many.
  mutating func add(_ file: IndexFile?) {
    guard let file, files.count < IndexPage.fileLimit else {
      skipped += 1
      return
    }
    files.append(file)
  }
}

extension IndexPage {
  /// What an index says a page is, by its `Content-Type`.
  package enum MediaType: Sendable, Hashable {
    /// The JSON of PEP 691.
    case simpleJSON

    /// The HTML of PEP 503, by the name that PEP 691 gave it.
    case simpleHTML

    /// HTML of any kind, which pip also takes for a page.
    case html

    /// Nothing that can be read as a page.
    case other

    /// Classifies the value of a header, with or without parameters.
    package init(contentType: some StringProtocol) {
      let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
      let bytes = PythonWhitespace.trimming(Array(type)[...])
      self =
        switch ASCII.lowercased(bytes) {
        case "application/vnd.pypi.simple.v1+json": .simpleJSON
        case "application/vnd.pypi.simple.v1+html": .simpleHTML
        case "text/html": .html
        default: .other
        }
    }

    /// Returns in what characters the value of a header says that a page is, in lower case; nil
    /// where it says nothing of that.
    package static func charset(ofContentType contentType: some StringProtocol) -> String? {
      for parameter in contentType.utf8.split(separator: UInt8(ascii: ";")).dropFirst() {
        let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1)
          .map { PythonWhitespace.trimming(Array($0)[...]) }
        guard parts.count == 2, ASCII.lowercased(parts[0]) == "charset" else { continue }
        let charset = ASCII.lowercased(parts[1].filter { $0 != UInt8(ascii: "\"") })
        return charset.isEmpty ? nil : charset
      }
      return nil
    }
  }
}
