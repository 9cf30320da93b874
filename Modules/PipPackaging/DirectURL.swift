import FoundationEssentials

/// Where a distribution came from that was not chosen from an index: its file `direct_url.json` (PEP 610).
package struct DirectURL: Sendable, Hashable {
  /// What is at the address.
  package enum Kind: Sendable, Hashable {
    /// A repository of a version control system, at a commit.
    case repository(system: String, commit: String)
    /// An archive; with a digest, if that is known, as `sha256=...`.
    case archive(hash: String?)
    /// A folder of this machine; an editable one is used where it is.
    case folder(isEditable: Bool)
  }

  /// The address.
  package let url: String

  /// What is there.
  package let kind: Kind

  /// The folder of the project in what is there, if it is not at its top.
  package let subdirectory: String?

  private let file: File

  /// Reads the file, or returns nil where it is not one.
  package init?(_ bytes: [UInt8]) {
    guard let file = PythonJSON.decode(File.self, from: bytes) else { return nil }
    self.init(file)
  }

  private init?(_ file: File) {
    self.file = file
    url = file.url
    subdirectory = file.subdirectory
    if let repository = file.vcs_info {
      kind = .repository(system: repository.vcs, commit: repository.commit_id)
    } else if let archive = file.archive_info {
      let named = archive.hashes?["sha256"].map { "sha256=\($0)" }
      kind = .archive(hash: archive.hash ?? named)
    } else if let folder = file.dir_info {
      kind = .folder(isEditable: folder.editable ?? false)
    } else {
      return nil
    }
  }

  // The names of members are those of the file.
  private struct File: Codable, Hashable {
    struct Repository: Codable, Hashable {
      let vcs: String
      let commit_id: String
      let requested_revision: String?
    }

    struct Archive: Codable, Hashable {
      let hash: String?
      let hashes: [String: String]?
    }

    struct Folder: Codable, Hashable {
      let editable: Bool?
    }

    let url: String
    let vcs_info: Repository?
    let archive_info: Archive?
    let dir_info: Folder?
    let subdirectory: String?
  }

  /// The folder of this machine that an editable distribution is used from; nil where it is not one.
  package var editableLocation: String? {
    kind == .folder(isEditable: true) ? localPath : nil
  }

  /// The SHA-256 of an archive in hexadecimal; nil where it is not said.
  package var sha256: String? {
    guard case .archive(let hash?) = kind, hash.hasPrefix("sha256=") else { return nil }
    return String(hash.dropFirst("sha256=".count))
  }

  /// The path of this machine that the address names, as text; nil where it names none.
  package var localPath: String? {
    guard url.hasPrefix("file://") else { return nil }
    let path = url.utf8.dropFirst("file://".utf8.count)
    return String(decoding: PercentEncoding.decode(Array(path)[...]), as: UTF8.self)
  }

  /// Returns the requirement of what is there, as `pip freeze` writes it (PEP 440, direct references).
  package func requirement(of project: String) -> String {
    var fragments: [String] = []
    var text = "\(project) @ "
    switch kind {
    case .repository(let system, let commit): text += "\(system)+\(url)@\(commit)"
    case .archive(let hash):
      text += url
      if let hash { fragments.append(hash) }
    case .folder: text += url
    }
    if let subdirectory { fragments.append("subdirectory=\(subdirectory)") }
    return fragments.isEmpty ? text : "\(text)#\(fragments.joined(separator: "&"))"
  }
}

extension DirectURL {
  /// The file as pip writes it: sorted members, a space behind commas and colons, ASCII.
  package var bytes: [UInt8] {
    func object(_ members: [(String, String?)]) -> String {
      let texts = members.compactMap { name, value in
        value.map { "\(PythonJSON.text(name)): \($0)" }
      }
      return "{\(texts.joined(separator: ", "))}"
    }
    func text(_ value: String?) -> String? { value.map(PythonJSON.text) }
    let archive = file.archive_info.map { archive in
      let hashes = archive.hashes.map { hashes in
        object(hashes.sorted { $0.key < $1.key }.map { ($0.key, text($0.value)) })
      }
      return object([("hash", text(archive.hash)), ("hashes", hashes)])
    }
    let folder = file.dir_info.map { object([("editable", $0.editable.map { "\($0)" })]) }
    let repository = file.vcs_info.map { repository in
      object([
        ("commit_id", text(repository.commit_id)),
        ("requested_revision", text(repository.requested_revision)),
        ("vcs", text(repository.vcs)),
      ])
    }
    return Array(
      object([
        ("archive_info", archive), ("dir_info", folder), ("subdirectory", text(subdirectory)),
        ("url", text(url)), ("vcs_info", repository),
      ]).utf8
    )
  }

  /// What is not for everybody in where something came from.
  package enum Secret: String, Sendable, Hashable {
    /// A path of this machine.
    case localPath = "local-path"
    /// A user, with or without a password.
    case userInfo = "user-info"
    /// What stands behind a question mark: tokens, mostly.
    case query
  }

  /// Returns the same without what is not for everybody; nil where nothing is left.
  ///
  /// - Parameter removed: is told what was taken out.
  /// - Returns: what is left.
  package func redacted(_ removed: (Secret) -> Void) -> DirectURL? {
    let separator = url.firstRange(of: "://")
    guard let separator, !url.lowercased().hasPrefix("file:") else {
      removed(.localPath)
      return nil
    }
    var rest = url[separator.upperBound...]
    if let mark = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) {
      removed(.query)
      rest = rest[..<mark]
    }
    let host = rest.prefix { $0 != "/" }
    if let at = host.lastIndex(of: "@") {
      removed(.userInfo)
      rest = rest[rest.index(after: at)...]
    }
    return DirectURL(
      File(
        url: String(url[..<separator.upperBound] + rest),
        vcs_info: file.vcs_info,
        archive_info: file.archive_info,
        dir_info: file.dir_info,
        subdirectory: file.subdirectory
      )
    )
  }
}

extension DirectURL: Decodable {
  /// Decodes it as the file has it.
  package init(from decoder: any Decoder) throws {
    guard let read = DirectURL(try File(from: decoder)) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "it says not what is there")
      )
    }
    self = read
  }
}

extension DirectURL: Encodable {
  /// Encodes it as the file has it.
  package func encode(to encoder: any Encoder) throws {
    try file.encode(to: encoder)
  }
}
