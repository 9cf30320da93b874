import Foundation
import SystemPackage
import TestSupport
import Testing

/// Snapshots of caches that real pips filled, and real pips on caches that snapshots filled.
@Suite(.enabled("needs the pips of Tools/pips") { !RealPip.all.isEmpty })
struct SnapshotCommandsTests {
  private struct Import: Decodable {
    struct File: Decodable {
      var kind: String
    }

    var imported: [File]
    var same: Int
    var kept: [File]
  }

  private struct Export: Decodable {
    struct Snapshot: Decodable {
      var files: Int
      var identity: String
      var omitted: [String: Int]
      var made: [String: String]
    }

    var snapshot: Snapshot
  }

  private func run(_ stage: Stage, _ arguments: String...) async throws -> Program.Outcome {
    let outcome = try await stage.run(["cache"] + arguments)
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    return outcome
  }

  private func ask<Result: Decodable>(
    _ stage: Stage,
    _ arguments: String...
  ) async throws -> Result {
    try await ask(stage, arguments)
  }

  private func ask<Result: Decodable>(
    _ stage: Stage,
    _ arguments: [String]
  ) async throws -> Result {
    let outcome = try await stage.run(["cache"] + arguments + ["--format", "json"])
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    let answer = try JSONDecoder().decode(CacheAnswer<Result>.self, from: Data(outcome.output))
    return try #require(answer.result)
  }

  @Test("pip installs from an imported cache and asks for no file", arguments: RealPip.keeping)
  func reproduce(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      let snapshot = stage.folder.appending("cache.tar.zst").string
      let options = ["--redact", "exact", "--allow-secrets"]
      let export = try await reproduce(pip, snapshot, options, in: stage) {
        let difference = try await run(stage, "diff", snapshot, stage.cache.string)
        #expect(difference.outputText == "no difference\n")
      }
      #expect(export.snapshot.omitted.isEmpty)
      let twice: Import = try await ask(stage, "import", snapshot)
      #expect(twice.imported.allSatisfy { $0.kind == "state" } && twice.same > 0)
    }
  }

  @Test(
    "pip installs from what was cleaned, too, and asks for no file",
    arguments: ["public", "internal"]
  )
  func reproduceCleaned(_ level: String) async throws {
    let pip = try #require(RealPip.keeping.last)
    try await Stage.with { stage in
      let snapshot = stage.folder.appending("cache.tar.zst").string
      let options = ["--redact", level, "--public-index", stage.keptIndex]
      _ = try await reproduce(pip, snapshot, options, in: stage) {}
    }
  }

  @Test(
    "pip takes the wheel that it built from an imported cache",
    arguments: [["--redact", "exact", "--allow-secrets"], ["--redact", "internal"]]
  )
  func reproduceBuilt(_ options: [String]) async throws {
    let pip = try #require(RealPip.keeping.last)
    try await Stage.with { stage in
      let snapshot = stage.folder.appending("cache.tar.zst").string
      let index = stage.index("sdist/etag/maxage=600/relative")
      let built = try await pip.install("private-tool", from: index, in: stage)
      #expect(built.outputText.contains("Created wheel for private"), "\(built.outputText)")
      let taken = try await moved(snapshot, options, in: stage).taken
      #expect(taken.imported.contains { $0.kind == "origin" })
      let before = try stage.fileRequests()
      let again = try await pip.install("private-tool", from: index, in: stage)
      #expect(again.outputText.contains("Using cached private_tool-1.0-py3-none-any.whl"))
      #expect(try before > 0 && stage.fileRequests() == before)
    }
  }

  /// Moves a cache through a snapshot to where nothing is yet, as to another machine.
  private func moved(
    _ snapshot: String,
    _ options: [String],
    in stage: Stage
  ) async throws -> (export: Export, taken: Import) {
    let export: Export = try await ask(stage, ["export", snapshot] + options)
    #expect(export.snapshot.files > 0)
    try FileManager.default.moveItem(
      atPath: stage.cache.string,
      toPath: stage.folder.appending("old").string
    )
    return (export, try await ask(stage, "import", snapshot))
  }

  /// Has pip fill a cache, moves that, and has pip install from it.
  private func reproduce(
    _ pip: RealPip,
    _ snapshot: String,
    _ options: [String],
    in stage: Stage,
    once check: () async throws -> Void
  ) async throws -> Export {
    try await pip.install(from: stage.keptIndex, in: stage)
    let (export, taken) = try await moved(snapshot, options, in: stage)
    #expect(taken.imported.contains { $0.kind == "wheel" })
    try await check()
    let before = try stage.fileRequests()
    #expect(before > 0)
    let again = try await pip.install(from: stage.keptIndex, in: stage)
    #expect(again.outputText.contains("Using cached"), "\(again.outputText)")
    #expect(again.outputText.contains("Successfully installed demo"), "\(again.outputText)")
    #expect(!again.errorText.contains("WARNING"), "\(again.errorText)")
    #expect(try stage.fileRequests() == before)
    return export
  }

  private static let secret = "s3cr3tTOKEN"
  /// Base64 of "alice:" and the secret: how a header holds it.
  private static let credential = "YWxpY2U6czNjcjN0VE9LRU4"

  @Test(
    "what servers and users trusted a cache with is in no snapshot below exact",
    arguments: [
      ("vary=Authorization", credential), ("cookie/vary=Cookie", "session=secret"),
      ("lastmod/cookie", "session=secret"), ("query=token=\(secret)", secret),
      ("html/query=token=\(secret)", secret), ("gzip/query=token=\(secret)", secret),
    ]
  )
  func canaries(_ behaviours: String, _ canary: String) async throws {
    let pip = try #require(RealPip.keeping.last)
    try await Stage.with { stage in
      let options = "\(behaviours)/maxage=600/etag/relative"
      let credentials = "alice:\(Self.secret)"
      // What asks for the password has it in its address, which is kept of what was built.
      for (project, more) in [("demo", "auth=\(credentials)"), ("private-tool", "sdist")] {
        let index = stage.index("\(more)/\(options)")
        let address = index.replacing("://", with: "://\(credentials)@")
        try await pip.install(project, from: address, in: stage)
      }
      // Beside it is what the public index gave to everybody, and what was built from a file at home.
      let isPacked = behaviours.hasPrefix("gzip")
      let publicIndex = stage.index(
        (isPacked ? "gzip/" : "") + "maxage=600/etag/relative",
        named: "public"
      )
      try await pip.install(into: "other", from: publicIndex, in: stage)
      let sdist = try await stage.fetch("private_tool-1.0.tar.gz")
      try await pip.install(sdist, from: publicIndex, in: stage)
      // Home, credentials, places of environments: all of it is in the cache.
      let canaries = [canary, stage.home.string, pip.prefix.string]
      for level in ["exact", "report", "public", "internal"] {
        let bytes = try await exported(level, publicIndex, in: stage)
        for canary in canaries + (level == "exact" ? [] : [Self.secret, Self.credential]) {
          let isThere = bytes.contains(Array(canary.utf8))
          #expect(isThere == (level == "exact"), "\(canary) at level \(level)")
        }
        #expect(bytes.contains(Array("demo".utf8)) == (level != "report"), "at level \(level)")
        let isPrivate = ["report", "public"].contains(level)
        for name in ["private_tool", "private-tool"] where isPrivate {
          #expect(!bytes.contains(Array(name.utf8)), "\(name) at level \(level)")
        }
      }
    }
  }

  /// A snapshot at some level, and all that is in it as it was before it was compressed.
  private func exported(
    _ level: String,
    _ publicIndex: String,
    in stage: Stage
  ) async throws -> [UInt8] {
    let snapshot = stage.folder.appending("\(level).tar")
    let options = level == "exact" ? ["--allow-secrets"] : ["--public-index", publicIndex]
    let outcome = try await stage.run(
      ["cache", "export", snapshot.string, "--redact", level, "--compress", "none"] + options
    )
    #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
    return try stage.bytes(of: snapshot) + (try await inflated(snapshot, in: stage))
  }

  /// All contents of a snapshot, those that are compressed as they were before.
  private func inflated(_ snapshot: FilePath, in stage: Stage) async throws -> [UInt8] {
    let script = """
      import gzip, sys, tarfile
      archive = tarfile.open(sys.argv[1])
      for member in archive:
          content = archive.extractfile(member).read()
          inflated = gzip.decompress(content) if content.startswith(bytes([31, 139])) else b""
          sys.stdout.buffer.write(inflated)
      """
    let outcome = try await Program("/usr/bin/env").run(
      ["python3", "-c", script, snapshot.string],
      environment: stage.environment,
      in: .folder(stage.folder)
    )
    #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
    return outcome.output
  }

  @Test func `a snapshot goes through pipes, and what is said of it beside them`() async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(#require(RealPip.keeping.last))
      let program = BuiltProgram.swiftpip.path.string
      let snapshot = stage.folder.appending("cache.tar").string
      let script = """
        "$0" cache export - --redact internal --compress none --format json 2>answer | tee cache.tar \
        | "$0" cache import - --cache-dir other
        """
      let outcome = try await Program("/bin/sh").run(
        ["-c", script, program],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(outcome.ending == .exited(0) && outcome.errorText.isEmpty, "\(outcome.errorText)")
      #expect(outcome.outputText.hasPrefix("imported "), "\(outcome.outputText)")
      let answer = try JSONDecoder().decode(
        CacheAnswer<Export>.self,
        from: Data(stage.bytes(of: stage.folder.appending("answer")))
      )
      let inspection: Export = try await ask(stage, "inspect", snapshot)
      #expect(answer.result?.snapshot.identity == inspection.snapshot.identity)
      // Nothing else is said of the making: no path, host, user or time.
      let made = inspection.snapshot.made
      let version = try await stage.run(["--version"]).outputText
      #expect(made["tool"].map { "\($0)\n" } == "swiftpip \(version)", "\(made) \(version)")
      #expect(made["platform"]?.wholeMatch(of: #/(linux|macos)-[a-z0-9_]+/#) != nil)
      #expect(made.count == 2)
    }
  }

  @Test(arguments: [["exact", "--allow-secrets"], ["internal"]])
  func `the same content gives the same bytes, whoever packs it where and how`(
    level: [String]
  ) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(#require(RealPip.keeping.last))
      let script = """
        "$0" cache export one.tar.zst --redact "$@" && mkdir other || exit
        (cd home/.cache/pip && find . -type f | sort -r | tar cf - -T -) | tar xf - -C other || exit
        find other -type f -exec chmod 640 {} + -exec touch -d '2001-09-09' {} +
        chown -R 12345:54321 other 2>/dev/null
        umask 077
        export TZ=Asia/Tokyo LC_ALL=C LANG=tr_TR.UTF-8
        one=$(command -v taskset) && one="$one -c 0"
        $one "$0" cache export two.tar.zst --cache-dir other --redact "$@" && cmp one.tar.zst two.tar.zst
        """
      let outcome = try await Program("/bin/sh").run(
        ["-c", script, BuiltProgram.swiftpip.path.string] + level,
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    }
  }

  @Test(arguments: ["", "mkdir -p other/http-v2; "])
  func `an import that is interrupted leaves nothing behind`(preparation: String) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(#require(RealPip.keeping.last))
      let script = """
        \(preparation)"$0" cache export cache.tar --redact internal --compress none >&2
        (head -c $(($(wc -c <cache.tar) - 600)) cache.tar; sleep 5) \
        | "$0" cache import - --cache-dir other &
        sleep 1; kill -TERM $!; wait $!
        echo $? $(find . -name '*import-*' -o -path './other/http-v2/*' -type f)
        """
      let outcome = try await Program("/bin/sh").run(
        ["-c", script, BuiltProgram.swiftpip.path.string],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(outcome.outputText == "143\n", "\(outcome.errorText)")
    }
  }

  @Test(arguments: [
    (#""$0" cache export - --redact internal >&-"#, ""),
    (#""$0" cache export - --redact internal --format json >&-"#, "cache.cut-short"),
    (#""$0" cache export missing/cache.tar"#, "open missing: No such file"),
    (#"touch file; "$0" cache export file/cache.tar"#, "open file: Not a directory"),
  ])
  func `a snapshot that cannot be written is not called written`(
    script: String,
    words: String
  ) async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(#require(RealPip.keeping.last))
      let outcome = try await Program("/bin/sh").run(
        ["-c", script, BuiltProgram.swiftpip.path.string],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(outcome.ending == .exited(1))
      let said = outcome.errorText
      #expect(words.isEmpty ? said.isEmpty : said.contains(words) && !said.contains("wrote"))
    }
  }

  @Test("a public index that cannot be is told", arguments: ["public", "internal", "report"])
  func wrongPublicIndex(level: String) async throws {
    try await Stage.with { stage in
      try stage.makeFolder(stage.cache)
      let outcome = try await stage.run(
        ["cache", "export", stage.folder.appending("cache.tar").string, "--redact", level],
        ["SWIFTPIP_PUBLIC_INDEX": "https://index.example/simple;key=1/"]
      )
      #expect(outcome.ending == .exited(1))
      #expect(outcome.errorText.contains("error[cache.no-public-index]"), "\(outcome.errorText)")
      #expect(!FileManager.default.fileExists(atPath: stage.folder.appending("cache.tar").string))
    }
  }

  @Test func `a report is refused by import, and inspect shows it`() async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(#require(RealPip.keeping.last))
      let report = stage.folder.appending("report.tar.zst").string
      let written = try await run(stage, "export", report, "--for-bug-report")
      #expect(written.outputText.isEmpty && written.errorText.contains("level     report"))
      let shown = try await run(stage, "inspect", report)
      #expect(shown.outputText.contains("doctor: "), "\(shown.outputText)")
      let refused = try await stage.run(["cache", "import", report])
      #expect(refused.ending == .exited(1))
      #expect(refused.errorText.contains("error[snapshot.report]"))
    }
  }

  @Test func `a report of a part has the damage of that part alone`() async throws {
    try await Stage.with { stage in
      _ = try await stage.downloadAnew(#require(RealPip.keeping.last))
      let key = String(repeating: "ab", count: 28)
      let half = stage.cache.appending("http-v2/a/b/a/b/a/\(key).body")
      try stage.write(half, "half of a page")
      // Somebody may still be writing what is young.
      let old: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSinceNow: -86_400)]
      try FileManager.default.setAttributes(old, ofItemAtPath: half.string)
      let report = stage.folder.appending("report.tar.zst").string
      for (options, isThere) in [
        ([], true), (["--area", "http-v2"], true), (["--area", "wheels"], false),
        (["--package", "demo"], false),
      ] {
        let options = ["cache", "export", report, "--redact", "report"] + options
        let outcome = try await stage.run(options)
        #expect(outcome.errorText.contains("damaged: 1 x") == isThere, "\(outcome.errorText)")
      }
    }
  }

  @Test func `everything as it is must be asked for twice, and is for its owner alone`()
    async throws
  {
    try await Stage.with { stage in
      try stage.makeFolder(stage.cache)
      let path = stage.folder.appending("all.tar.zst")
      let refused = try await stage.run(["cache", "export", path.string, "--redact", "exact"])
      #expect(refused.ending == .exited(64))
      #expect(refused.errorText.contains("--allow-secrets"))
      _ = try await run(stage, "export", path.string, "--redact", "exact", "--allow-secrets")
      let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }
}
