internal import ArgumentParser
internal import PipArchives

/// How a snapshot is compressed.
struct PackingOptions: ParsableArguments {
  /// The ways to compress.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case zstd
    case gzip
    case none

    static var allValueStrings: [String] { allCases.map(\.rawValue) }
    static var allValueDescriptions: [String: String] { [:] }
  }

  @Option(name: .customLong("compress"), help: "How to compress (default: zstd).")
  var chosenMethod: Method?

  @Option(
    name: .customLong("level"),
    help: ArgumentHelp(
      "How hard to try: 1 to 19 for zstd (default: 1), 1 to 9 for gzip (default: 6).",
      valueName: "number"
    )
  )
  var level: Int?

  private var method: Method { chosenMethod ?? .zstd }

  /// The compression that is asked for.
  var compression: ArchiveCompression {
    switch method {
    // Two keep pace with who reads and hashes; more would take more memory.
    case .zstd: .zstd(level: level ?? 1, workers: 2)
    case .gzip: .gzip(level: level ?? 6)
    case .none: .none
    }
  }

  func validate() throws {
    guard let level else { return }
    switch method {
    case .zstd where ArchiveCompression.zstdLevels.contains(level): return
    case .gzip where ArchiveCompression.gzipLevels.contains(level): return
    case .zstd: throw ValidationError("the level of zstd is from 1 to 19, not \(level)")
    case .gzip: throw ValidationError("the level of gzip is from 1 to 9, not \(level)")
    case .none: throw ValidationError("without compression there is no level")
    }
  }
}
