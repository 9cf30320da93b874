import SystemPackage
import TestSupport
import Testing

/// pip and swiftpip take each other's word: what one wrote the other reads, without a request.
@Suite(.enabled(if: !RealPip.all.isEmpty, "there are no real pips here: run Tools/pips"))
struct RealPipTests {
  @Test("what pip wrote swiftpip reads", arguments: RealPip.all)
  func swiftpipReads(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      let notice = try await pip.download(from: stage.index(), in: stage)
      #expect(notice.tells(of: "99.0"), "\(notice.outputText)\(notice.errorText)")
      #expect(try stage.requests() == 1)
      let finding = try await stage.check(pip.prefix, ["--offline"])
      #expect(finding.source == "state")
      #expect(finding.latest == "99.0")
      #expect(finding.installed == pip.version)
      #expect(finding.reason == "newer-release")
      #expect(finding.stateFile == stage.stateFile(pip.prefix).string)
      let asked = try await stage.check(pip.prefix, ["--index-url", stage.index()])
      #expect(asked.source == "state")
      #expect(try stage.requests() == 1)
    }
  }

  @Test("what swiftpip wrote pip reads, without a warning", arguments: RealPip.all)
  func pipReads(_ pip: RealPip) async throws {
    guard !pip.cannotReadZ else { return }
    try await Stage.with { stage in
      let finding = try await stage.check(pip.prefix, ["--index-url", stage.index()])
      #expect(finding.source == "index")
      #expect(finding.latest == "99.0")
      let state = try stage.bytes(of: stage.stateFile(pip.prefix))
      let outcome = try await pip.download(from: stage.index(), in: stage)
      #expect(try stage.requests() == 1)
      #expect(outcome.tells(of: "99.0"), "\(outcome.outputText)\(outcome.errorText)")
      #expect(!outcome.errorText.contains("error checking"), "\(outcome.errorText)")
      #expect(!outcome.errorText.contains("Traceback"), "\(outcome.errorText)")
      #expect(try stage.bytes(of: stage.stateFile(pip.prefix)) == state)
    }
  }

  @Test("pip installs from the index of the tests", arguments: RealPip.all)
  func installs(_ pip: RealPip) async throws {
    try await Stage.with { stage in
      let folder = stage.folder.appending("installed")
      try await pip.install(into: "installed", from: stage.index(), in: stage)
      let names = stage.everything(below: folder).map { $0.lastComponent?.string }
      #expect(names.contains("RECORD"), "\(names)")
    }
  }

  @Test("pip and swiftpip agree on what is out of date", arguments: RealPip.all)
  func agreement(_ pip: RealPip) async throws {
    guard !pip.cannotReadZ else { return }
    try await Stage.with { stage in
      for latest in ["0.1", "\(pip.version).post1", "99.0rc1"] {
        try stage.remember(latest, for: pip.prefix)
        let outcome = try await pip.download(from: stage.index(), in: stage)
        let finding = try await stage.check(pip.prefix, ["--offline"])
        #expect(finding.latest == latest)
        #expect(finding.outdated == outcome.tells(of: latest), "\(latest)")
        #expect(finding.notify == outcome.tells(of: latest), "\(latest)")
      }
      #expect(try stage.requests() == 0)
    }
  }
}
