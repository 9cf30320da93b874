import FoundationEssentials

extension IndexPage {
  /// Reads a page in the JSON of PEP 691, version 1, which all of it must be (`PythonJSON`).
  ///
  /// What is not known is ignored; an entry without an address, or with a member of the wrong type
  /// where that would change what is chosen, is skipped and counted.
  package static func parse(
    json: [UInt8],
    from pageURL: String,
    limit: Int = sizeLimit,
    members memberLimit: Int = memberLimit
  ) throws(PackagingError) -> IndexPage {
    guard json.count <= limit else {
      throw PackagingError.pageTooLarge(url: pageURL, limit: limit)
    }
    // Every member but the first of a list or object has a comma before it. Commas in texts count
    // too, which does no harm.
    let members = json.reduce(0) { $0 + (isBeforeMember($1) ? 1 : 0) }
    guard members <= memberLimit else {
      throw PackagingError.pageMembersTooMany(url: pageURL, limit: memberLimit)
    }
    guard let document = PythonJSON.decode(Document.self, fromBytes: json) else {
      throw PackagingError.pageMalformed(url: pageURL)
    }
    if let version = document.version, !version.isSupported {
      throw PackagingError.pageVersionUnsupported(url: pageURL, version: version.description)
    }
    let links = PageLinks(pageURL: pageURL)
    var page = IndexPage(name: document.name, repositoryVersion: document.version)
    page.files.reserveCapacity(document.entries.count)
    page.skipped = document.surplus
    for entry in document.entries { page.add(entry.file(links)) }
    return page
  }

  private static func isBeforeMember(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
  }
}

private struct Document: Decodable {
  let version: RepositoryVersion?
  let name: String?
  let entries: [Entry]
  let surplus: Int

  private enum Key: String, CodingKey {
    case meta
    case name
    case files
  }

  private enum MetaKey: String, CodingKey {
    case version = "api-version"
  }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Key.self)
    let meta = try? object.nestedContainer(keyedBy: MetaKey.self, forKey: .meta)
    version = (try? meta?.decode(String.self, forKey: .version)).flatMap { RepositoryVersion($0) }
    name = try? object.decode(String.self, forKey: .name)
    var entries: [Entry] = []
    var surplus = 0
    // A later version may put anything in here, and is refused for its number alone.
    if object.contains(.files), version?.isSupported != false {
      var list = try object.nestedUnkeyedContainer(forKey: .files)
      while !list.isAtEnd, entries.count < IndexPage.fileLimit {
        entries.append(try list.decode(Entry.self))
      }
      surplus = (list.count ?? entries.count) - entries.count
    }
    self.entries = entries
    self.surplus = surplus
  }
}

// Never fails to decode, so that one bad entry does not take the page with it.
private struct Entry: Decodable {
  private let members: Members?

  private struct Members {
    let fileName: String?
    let link: String
    let hashes: [String: String]
    let requiresPython: String?
    let yanked: YankedStatus
    let coreMetadata: CoreMetadata
    let size: Int64?
  }

  private enum Key: String, CodingKey {
    case fileName = "filename"
    case link = "url"
    case hashes
    case requiresPython = "requires-python"
    case yanked
    case coreMetadata = "core-metadata"
    case olderCoreMetadata = "dist-info-metadata"
    case size
  }

  init(from decoder: any Decoder) { members = try? Entry.members(in: decoder) }

  private static func members(in decoder: any Decoder) throws -> Members {
    let object = try decoder.container(keyedBy: Key.self)
    return Members(
      fileName: try object.decodeIfPresent(String.self, forKey: .fileName),
      link: try object.decode(String.self, forKey: .link),
      hashes: try object.decodeIfPresent(Digests.self, forKey: .hashes)?.values ?? [:],
      requiresPython: try object.decodeIfPresent(String.self, forKey: .requiresPython),
      yanked: try object.decodeIfPresent(Yanked.self, forKey: .yanked)?.status ?? .no,
      // PEP 714: the older name counts where the newer one is missing.
      coreMetadata: coreMetadata(in: object, .coreMetadata)
        ?? coreMetadata(in: object, .olderCoreMetadata) ?? .absent,
      size: (try? object.decodeIfPresent(Int64.self, forKey: .size)).flatMap { $0 < 0 ? nil : $0 }
    )
  }

  private static func coreMetadata(
    in object: KeyedDecodingContainer<Key>,
    _ key: Key
  ) -> CoreMetadata? {
    if let isAvailable = try? object.decodeIfPresent(Bool.self, forKey: key) {
      return isAvailable ? .available(hashes: [:]) : .absent
    }
    guard let digests = try? object.decodeIfPresent(Digests.self, forKey: key) else { return nil }
    return .available(hashes: digests.values)
  }

  func file(_ links: PageLinks) -> IndexFile? {
    guard let members, let target = links.target(of: members.link) else { return nil }
    let name = members.fileName.flatMap { $0.isEmpty ? nil : $0 } ?? target.fileName
    guard let fileName = PageLinks.plainName(name) else { return nil }
    let hashes = members.hashes.merging(PageLinks.hashes(in: target.fragment)) { $1 }
    return IndexFile(
      fileName: fileName,
      url: target.absoluteText,
      hashes: hashes,
      requiresPython: members.requiresPython.flatMap { $0.isEmpty ? nil : $0 },
      yanked: members.yanked,
      coreMetadata: members.coreMetadata,
      size: members.size
    )
  }
}

private struct Digests: Decodable {
  let values: [String: String]

  init(from decoder: any Decoder) throws {
    let digests = try [String: String](from: decoder)
    // A name in lower case, the only one that pip looks for, comes behind all others of its kind.
    values = Dictionary(
      digests.sorted { $0.key < $1.key }
        .map { (ASCII.lowercased($0.key.utf8), ASCII.lowercased($0.value.utf8)) }
    ) { _, last in last }
  }
}

private struct Yanked: Decodable {
  let status: YankedStatus

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let isYanked = try? value.decode(Bool.self) {
      status = isYanked ? .yes(reason: "") : .no
    } else {
      let reason = try value.decode(String.self)
      // pip takes an empty reason in JSON for none, unlike an empty attribute in HTML.
      status = reason.isEmpty ? .no : .yes(reason: reason)
    }
  }
}
