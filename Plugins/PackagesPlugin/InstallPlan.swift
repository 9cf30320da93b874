internal import PipArchives
internal import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging
internal import PipPaths
internal import PipSystem
internal import SystemPackage

/// What becomes of each wheel that is wanted, and of what is installed already.
struct InstallPlan: Sendable {
  /// A wheel and what becomes of it.
  struct Item: Sendable {
    let choice: WishList.Choice
    /// The distribution that it replaces.
    let replaced: InstalledDistribution?
    /// Whether it is there already.
    let isThere: Bool
    /// The digest of the file, where it was named by its path.
    let digest: Digest?
  }

  let items: [Item]
  /// What is there already and was not even looked for.
  let satisfied: [InstalledDistribution]
  let update: EnvironmentUpdate

  init(
    _ found: WishList.Found,
    over present: WishList.Present,
    in facts: InterpreterFacts
  ) throws {
    var items: [Item] = []
    var update = EnvironmentUpdate()
    let scheme = facts.installScheme
    for choice in found.choices {
      let name = choice.wheel.name
      let old = present.installed.first { $0.name == name.name }
      // What is elsewhere, for all users for instance, is not this place's to remove.
      let isInPlace = old.map { scheme?.holds($0) == true } ?? false
      let isThere = !present.isForced && old?.version == name.version
      let digest = choice.isDirect && !isThere ? try choice.wheel.digest(.sha256) : nil
      items.append(
        Item(choice: choice, replaced: isInPlace ? old : nil, isThere: isThere, digest: digest)
      )
      guard !isThere else { continue }
      if isInPlace, let old, let scheme {
        update.removals.append(try Uninstallation(of: old, in: scheme))
      }
      let path = choice.wheel.path
      update.wheels.append(
        WheelSource(
          name,
          InstallRequest(
            isRequested: true,
            directURL: digest.map { Self.directURL(of: path, $0) }
          ),
          digest: digest
        ) { () throws(ArchivesError) in
          do throws(SystemFailure) {
            return try FileRange(OwnedDescriptor.openRegularFile(path))
          } catch {
            throw .unreadable(error)
          }
        }
      )
    }
    self.items = items
    satisfied = found.satisfied
    self.update = update
  }

  /// Returns where a wheel came from that was named by its path (PEP 610), as pip writes it.
  private static func directURL(of path: FilePath, _ digest: Digest) -> [UInt8] {
    let hex = digest.hexadecimal
    let url = LocalAddress.url(of: path.realPath(from: nil) ?? path)
    return Array(
      """
      {"archive_info": {"hash": "sha256=\(hex)", "hashes": {"sha256": "\(hex)"}}, "url": "\(url)"}
      """.utf8
    )
  }
}

/// The address of a file of this machine (RFC 8089).
enum LocalAddress {
  static func url(of path: FilePath) -> String {
    let text = PercentEncoding.encode(all: path.bytes[...]) {
      PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "/")
    }
    return String(decoding: Array("file://".utf8) + text, as: UTF8.self)
  }

  /// Returns the file that an address names, and the digests behind it, as pip writes them; nil for addresses of
  /// other machines.
  static func file(at url: String) -> (path: FilePath, hashes: [String])? {
    guard url.hasPrefix("file://") else { return nil }
    let parts = url.dropFirst("file://".count).split(
      separator: "#",
      maxSplits: 1,
      omittingEmptySubsequences: false
    )
    let way = parts[0].hasPrefix("localhost/") ? parts[0].dropFirst("localhost".count) : parts[0]
    guard way.hasPrefix("/") else { return nil }
    let path = SystemText.string(decoding: PercentEncoding.decode(Array(way.utf8)[...]))
    let fragments = parts.count > 1 ? parts[1].split(separator: "&") : []
    let hashes = fragments.compactMap { fragment -> String? in
      let pair = fragment.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, HashAlgorithm(rawValue: String(pair[0])) != nil else { return nil }
      return "\(pair[0]):\(pair[1])"
    }
    return (FilePath(systemText: path), hashes)
  }
}
