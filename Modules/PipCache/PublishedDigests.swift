internal import PipHashing
internal import PipPackaging

/// What cached pages of indexes say of the contents of cached files.
struct PublishedDigests: Sendable {
  /// What is said of one file.
  struct Claim: Sendable, Hashable {
    /// The name of the file.
    var fileName: String
    /// The hash function.
    var algorithm: HashAlgorithm
    /// The digest in hexadecimal, in lower case.
    var digest: String
  }

  private var claims: [CacheKey: [Claim]] = [:]

  /// Reads pages for what they say of some entries.
  ///
  /// - Parameters:
  ///   - entries: the entries in question.
  ///   - all: all entries of the cache: pages are among them.
  ///   - names: reads pages.
  init(of entries: [CacheEntry], among all: [CacheEntry], _ names: FileNames) {
    let responses = entries.filter { $0.identity.kind != .indexPage && $0.place.key != nil }
    guard !responses.isEmpty else { return }
    let wanted = Set(responses.compactMap(\.place.key))
    // What does not say of which project it is may be on any page.
    let isAnyProject = responses.contains { $0.identity.project == nil }
    let projects = Set(responses.compactMap { $0.identity.project.map(EntrySurvey.normalized) })
    for page in all where page.identity.kind == .indexPage {
      guard let project = page.identity.project.map(EntrySurvey.normalized),
        isAnyProject || projects.contains(project)
      else { continue }
      // One page at a time: some are large.
      for file in names.offered(by: page, of: project) {
        learn(CacheKey(ofAddress: file.url), wanted, file.fileName, file.hashes)
        guard case .available(let hashes) = file.coreMetadata else { continue }
        let address = file.url + ".metadata"
        learn(CacheKey(ofAddress: address), wanted, file.fileName + ".metadata", hashes)
      }
    }
  }

  /// What is said of the content of a key: pages of several indexes, or of several times, may say
  /// different things.
  subscript(key: CacheKey) -> [Claim] { claims[key] ?? [] }

  private static let algorithms: [HashAlgorithm] = [.sha256, .sha384, .sha512]

  private mutating func learn(
    _ key: CacheKey,
    _ wanted: Set<CacheKey>,
    _ fileName: String,
    _ hashes: [String: String]
  ) {
    guard wanted.contains(key),
      let algorithm = Self.algorithms.first(where: { hashes[$0.rawValue] != nil }),
      let digest = hashes[algorithm.rawValue]
    else { return }
    let claim = Claim(fileName: fileName, algorithm: algorithm, digest: digest.lowercased())
    if !self[key].contains(claim) { claims[key, default: []].append(claim) }
  }
}
