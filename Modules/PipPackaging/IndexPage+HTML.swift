extension IndexPage {
  /// Reads a page in the HTML of PEP 503, with the attributes of PEP 592, 629, 658 and 714.
  ///
  /// Any bytes are a page, perhaps of no files. What is no UTF-8 is repaired. Whether the protocol
  /// that the page follows is understood is the caller's to ask: ``repositoryVersion``.
  package static func parse(html: [UInt8], from pageURL: String) -> IndexPage {
    var page = IndexPage()
    var base: String?
    var anchors: [[HTMLTag.Attribute: String]] = []
    var tokenizer = HTMLTokenizer(html)
    while let tag = tokenizer.nextTag() {
      switch tag.name {
      case .anchor:
        guard let link = tag.attributes[.href], !link.isEmpty else { continue }
        guard anchors.count < fileLimit else {
          page.skipped += 1
          continue
        }
        anchors.append(tag.attributes)
      case .base:
        base = base ?? tag.attributes[.href]
      case .meta:
        guard tag.attributes[.name]?.lowercased() == "pypi:repository-version" else { continue }
        page.repositoryVersion = tag.attributes[.content].flatMap { RepositoryVersion($0) }
      }
    }
    // The base may stand behind the links that it is for.
    let links = PageLinks(pageURL: pageURL, base: base)
    page.files.reserveCapacity(anchors.count)
    for anchor in anchors { page.add(file(in: anchor, links)) }
    return page
  }

  private static func file(
    in attributes: [HTMLTag.Attribute: String],
    _ links: PageLinks
  ) -> IndexFile? {
    guard let link = attributes[.href], let target = links.target(of: link) else { return nil }
    guard let fileName = PageLinks.plainName(target.fileName) else { return nil }
    let metadata = attributes[.coreMetadata] ?? attributes[.olderCoreMetadata]
    return IndexFile(
      fileName: fileName,
      url: target.absoluteText,
      hashes: PageLinks.hashes(in: target.fragment),
      requiresPython: attributes[.requiresPython].flatMap { $0.isEmpty ? nil : $0 },
      yanked: attributes[.yanked].map { .yes(reason: $0) } ?? .no,
      coreMetadata: metadata.map { coreMetadata($0) } ?? .absent
    )
  }

  // `true`, or a digest; another text says that there is a file, but nothing about it.
  private static func coreMetadata(_ value: String) -> CoreMetadata {
    guard !value.isEmpty, value != "false" else { return .absent }
    guard let digest = PageLinks.digest(in: Array(value.utf8)) else {
      return .available(hashes: [:])
    }
    return .available(hashes: [digest.name: digest.value])
  }
}
