internal import PipCache
internal import PipHashing
internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// What in a cache is of a public index: pages at its addresses that were given to everybody, and files that
/// these pages name.
struct PublicFiles: Sendable {
  /// Digests of files by the key of their address, in hexadecimal.
  private var digests: [CacheKey: Set<String>] = [:]

  /// The keys of pages.
  private var pages: Set<CacheKey> = []

  /// How many pages may be the index's, and the system does not let us see whether they are everybody's.
  private(set) var unread: Int64 = 0

  /// Reads the pages of an index that are in a cache.
  ///
  /// - Parameters:
  ///   - index: the address of the index, which ends in a slash.
  ///   - entries: all entries of the cache.
  ///   - names: reads pages.
  ///   - sources: where heads are opened.
  init(
    of index: String,
    among entries: [CacheEntry],
    _ names: FileNames,
    in sources: SourceFolder
  ) {
    for entry in entries where entry.identity.kind == .indexPage {
      guard case .response(let key) = entry.place,
        let project = entry.identity.project.flatMap({ PackageName($0)?.normalized }),
        CacheKey(ofAddress: "\(index)\(project)/") == key
      else { continue }
      do throws(SystemFailure) {
        guard try Self.isForEverybody(key, sources) else { continue }
      } catch {
        if error.errno != .noSuchFileOrDirectory { unread += 1 }
        continue
      }
      pages.insert(key)
      for file in names.offered(by: entry, of: project) {
        learn(file.url, file.hashes)
        guard case .available(let hashes) = file.coreMetadata else { continue }
        learn(file.url + ".metadata", hashes)
      }
    }
  }

  /// Tells whether a page was given to everybody as it is: without a credential, and without a cookie.
  ///
  /// - Throws: `SystemFailure` where its head cannot be read.
  private static func isForEverybody(
    _ page: CacheKey,
    _ sources: SourceFolder
  ) throws(SystemFailure) -> Bool {
    let head = try sources.file(at: SnapshotPath(headOf: page))
    do {
      guard case .head? = try head.cleanedHead(isPublic: true) else { return false }
      return true
    } catch let failure as SystemFailure {
      throw failure
    } catch {
      return false
    }
  }

  private mutating func learn(_ address: String, _ hashes: [String: String]) {
    guard let digest = hashes["sha256"] else { return }
    digests[CacheKey(ofAddress: address), default: []].insert(digest)
  }

  /// Tells whether a response is a page of the index.
  func isPage(_ key: CacheKey) -> Bool { pages.contains(key) }

  /// Tells whether a response may be a file that a page names.
  func isFile(_ key: CacheKey) -> Bool { digests[key] != nil }

  /// Tells whether a page says of a response that it has this content.
  func isFile(_ key: CacheKey, with digest: Digest) -> Bool {
    digests[key]?.contains(digest.hexadecimal) ?? false
  }
}
