import Foundation
import PipConfiguration
import PipEnvironments
import PipPaths
import PipPluginKit
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipFrontEnd

@Suite struct SettingsResolverTests {
  /// A folder with a home and environments, and the variables of a run.
  private struct Place {
    let folder: FilePath
    var stage: TestStage

    init(_ folder: FilePath) throws {
      self.folder = folder
      stage = TestStage(variables: [
        "HOME": folder.appending("home").string, "PATH": "/usr/bin:/bin",
      ])
      // The cache is to be the user's own, whoever runs the tests.
      try write("home/.keep", "")
    }

    @discardableResult
    func write(_ name: String, _ text: String, isProgram: Bool = false) throws -> FilePath {
      let file = folder.appending(name)
      try FileManager.default.createDirectory(
        atPath: file.removingLastComponent().string,
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: URL(fileURLWithPath: file.string))
      if isProgram {
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o755],
          ofItemAtPath: file.string
        )
      }
      return file
    }

    /// Makes an environment that nobody could run, and that nobody needs to.
    @discardableResult
    func makeEnvironment(_ name: String, pipConf: String? = nil) throws -> FilePath {
      try write("\(name)/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
      try write("\(name)/bin/python", "\u{7F}ELF....", isProgram: true)
      if let pipConf { try write("\(name)/pip.conf", pipConf) }
      return folder.appending(name)
    }

    func settings(
      python: String? = nil,
      flags: [CommandLineFlag] = [],
      isIsolated: Bool = false
    ) async throws -> Settings {
      try await SettingsResolver(
        surroundings: stage.surroundings,
        flags: flags,
        python: python,
        isIsolated: isIsolated,
        sections: ["install"]
      ).resolve()
    }
  }

  private func withPlace(_ body: (inout Place) async throws -> Void) async throws {
    try await withScratchDirectory { folder in
      var place = try Place(folder)
      try await body(&place)
    }
  }

  @Test func `--python decides before VIRTUAL_ENV and PIP_PYTHON`() async throws {
    try await withPlace { place in
      let asked = try place.makeEnvironment("asked")
      place.stage.variables["VIRTUAL_ENV"] = try place.makeEnvironment("active").string
      place.stage.variables["PIP_PYTHON"] = try place.makeEnvironment("pip").string
      let settings = try await place.settings(python: asked.string)
      #expect(settings.prefix == asked.string)
      #expect(settings.interpreter.chosenBy == .requested(.flag("python")))
      #expect(settings.sections == ["install"])
    }
  }

  @Test func `PIP_PYTHON decides before VIRTUAL_ENV`() async throws {
    try await withPlace { place in
      place.stage.variables["VIRTUAL_ENV"] = try place.makeEnvironment("active").string
      let other = try place.makeEnvironment("pip")
      place.stage.variables["PIP_PYTHON"] = other.string
      let settings = try await place.settings()
      #expect(settings.prefix == other.string)
      #expect(settings.interpreter.chosenBy == .requested(.variable("PIP_PYTHON")))
    }
  }

  @Test func `an isolated run knows no PIP_PYTHON`() async throws {
    try await withPlace { place in
      let active = try place.makeEnvironment("active")
      place.stage.variables["VIRTUAL_ENV"] = active.string
      place.stage.variables["PIP_PYTHON"] = try place.makeEnvironment("pip").string
      #expect(try await place.settings(isIsolated: true).prefix == active.string)
    }
  }

  @Test func `an environment that is not there is an error, and nothing else is tried`()
    async throws
  {
    try await withPlace { place in
      place.stage.variables["VIRTUAL_ENV"] = try place.makeEnvironment("active").string
      let copy = place
      await #expect(throws: PathsError.self) {
        _ = try await copy.settings(python: copy.folder.appending("missing").string)
      }
    }
  }

  @Test func `the environment's own pip.conf counts`() async throws {
    try await withPlace { place in
      let path = try place.makeEnvironment(
        "venv",
        pipConf: """
          [global]
          cache-dir = \(place.folder.appending("own-cache").string)
          index-url = https://global.example/simple
          [install]
          index-url = https://install.example/simple
          """
      )
      let settings = try await place.settings(python: path.string)
      #expect(settings.setting("index-url")?.value == "https://install.example/simple")
      #expect(
        settings.setting("index-url")?.source
          == .file(path.appending("pip.conf"), section: "install")
      )
      #expect(settings.cacheDirectory.written == place.folder.appending("own-cache"))
    }
  }

  @Test func `flags come before variables, those before files`() async throws {
    try await withPlace { place in
      let path = try place.makeEnvironment(
        "venv",
        pipConf: "[install]\nindex-url = https://file.example\nproxy = file.example\ncert = file\n"
      )
      place.stage.variables["PIP_INDEX_URL"] = "https://variable.example"
      place.stage.variables["PIP_PROXY"] = "variable.example"
      let settings = try await place.settings(
        python: path.string,
        flags: [CommandLineFlag("index-url", "https://flag.example")]
      )
      #expect(settings.setting("index-url")?.value == "https://flag.example")
      #expect(settings.setting("proxy")?.value == "variable.example")
      #expect(settings.setting("cert")?.value == "file")
      #expect(settings.setting("retries") == nil)
    }
  }

  @Test func `an isolated run knows neither the user's file nor variables`() async throws {
    try await withPlace { place in
      try place.write("home/.config/pip/pip.conf", "[global]\nproxy = user.example\n")
      let path = try place.makeEnvironment("venv", pipConf: "[global]\ncert = site\n")
      place.stage.variables["PIP_INDEX_URL"] = "https://variable.example"
      let usual = try await place.settings(python: path.string)
      #expect(usual.setting("proxy")?.value == "user.example")
      #expect(usual.setting("index-url")?.value == "https://variable.example")
      let isolated = try await place.settings(python: path.string, isIsolated: true)
      #expect(isolated.setting("proxy") == nil)
      #expect(isolated.setting("index-url") == nil)
      #expect(isolated.setting("cert")?.value == "site")
    }
  }

  /// Returns a script that says that it is a certain interpreter, and counts its calls.
  private func shim(in place: Place, for real: FilePath, prefix: FilePath) throws -> FilePath {
    func hexadecimal(_ path: FilePath) -> String {
      path.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    return try place.write(
      "shims/python3",
      """
      #!/bin/sh
      echo call >> '\(place.folder.appending("calls").string)'
      echo '{"executable": "\(hexadecimal(real))", "prefix": "\(hexadecimal(prefix))", \
      "basePrefix": "2f", "version": "3.11.2", "implementation": "cpython", \
      "implementationVersion": [3, 11], "abiFlags": "", "pointerBits": 64, \
      "platform": "linux-x86_64", "machine": "x86_64", "library": "glibc 2.36", \
      "macOSVersion": "", "searchPath": [], "standardLibrary": "2f", \
      "scheme": {"purelib": "2f"}, "environmentScheme": {}, "userScheme": {}, "baseExecutable": "2f", \
      "markers": {}}'
      """,
      isProgram: true
    )
  }

  @Test func `a shim is replaced by what it stands for, and asked each time`() async throws {
    try await withPlace { place in
      let path = try place.makeEnvironment("real", pipConf: "[global]\ncert = site\n")
      _ = try shim(in: place, for: path.appending("bin/python"), prefix: path)
      place.stage.variables["PATH"] = "\(place.folder.appending("shims").string):/usr/bin:/bin"
      for _ in 1...2 {
        let settings = try await place.settings()
        #expect(settings.prefix == path.string)
        #expect(settings.interpreter.executable == path.appending("bin/python"))
        #expect(settings.setting("cert")?.value == "site")
        guard case .virtualEnvironment = settings.interpreter.kind else {
          Issue.record("\(settings.interpreter.kind) is no virtual environment")
          return
        }
      }
      let calls = try String(
        contentsOfFile: place.folder.appending("calls").string,
        encoding: .utf8
      )
      #expect(calls.split(separator: "\n").count == 2)
    }
  }

  @Test func `a shim that fails is an error that names it`() async throws {
    try await withPlace { place in
      let broken = try place.write(
        "broken",
        "#!/bin/sh\necho no such version >&2\nexit 1\n",
        isProgram: true
      )
      let copy = place
      await #expect(
        throws: EnvironmentsError.notRun(broken, reason: "no such version")
      ) {
        _ = try await copy.settings(python: broken.string)
      }
    }
  }

  @Test(
    arguments: [
      (["--cache-dir", "CACHE", "--no-cache-dir", "where"], false),
      (["--no-cache-dir", "--cache-dir", "CACHE", "where"], true),
      (["where", "--cache-dir=CACHE", "--no-cache-dir"], false),
      (["where", "--no-cache-dir", "--cache-dir=CACHE"], true),
      (["--no-cache-dir", "where", "--cache-dir", "CACHE"], true),
      (["--cache-dir", "CACHE", "where", "--no-cache-dir"], false),
      (["where"], false),
    ]
  )
  func `of the options about the cache the last wins`(
    arguments: [String],
    isUsed: Bool
  )
    async throws
  {
    try await withPlace { place in
      let path = try place.makeEnvironment("venv")
      let cache = place.folder.appending("cache")
      place.stage.variables["PIP_NO_CACHE_DIR"] = "1"
      var process = place.stage
      process.effectiveUser = geteuid()
      let outcome = await process.run(
        ["--python", path.string]
          + arguments.map { $0.replacingOccurrences(of: "CACHE", with: cache.string) }
      )
      #expect(outcome.status == 0, "\(outcome.talkText)")
      #expect(outcome.dataText == (isUsed ? "\(cache.string)\n" : "none\n"))
    }
  }
}
