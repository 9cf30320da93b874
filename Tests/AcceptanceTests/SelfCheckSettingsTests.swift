import SystemPackage
import TestSupport
import Testing

/// Where settings come from: options, variables, pip's files, and the pip of the environment.
@Suite struct SelfCheckSettingsTests {
  @Test(
    "the interval is an option, a variable or a line of a file",
    arguments: [
      (["--interval", "1d"], [:], "", true),
      ([], ["SWIFTPIP_CHECK_INTERVAL": "36h"], "", true),
      ([], [:], "[swiftpip]\ncheck-interval = 1d\n", true),
      ([], [:], "", false),
      (["--interval", "3d"], ["SWIFTPIP_CHECK_INTERVAL": "1d"], "", false),
      ([], ["SWIFTPIP_CHECK_INTERVAL": "3d"], "[swiftpip]\ncheck-interval = 1d\n", false),
    ] as [([String], [String: String], String, Bool)]
  )
  func interval(
    options: [String],
    variables: [String: String],
    file: String,
    asks: Bool
  ) async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      try stage.remember("98.0", for: prefix, age: Stage.days(2))
      if !file.isEmpty { try stage.write(stage.home.appending(".config/pip/pip.conf"), file) }
      let finding = try await stage.check(
        prefix,
        ["--index-url", stage.index()] + options,
        variables
      )
      #expect(finding.source == (asks ? "index" : "state"))
      #expect(try stage.requests() == (asks ? 1 : 0))
    }
  }

  @Test func `the index is that of the strongest setting`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      func asked(
        _ options: [String] = [],
        _ variables: [String: String] = [:]
      ) async throws
        -> String?
      {
        let finding = try await stage.check(prefix, options + ["--force"], variables)
        #expect(finding.latest == "99.0")
        return finding.index
      }
      let userFile = stage.home.appending(".config/pip/pip.conf")
      try stage.write(userFile, "[global]\nindex-url = \(stage.index(named: "global"))\n")
      #expect(try await asked() == stage.index(named: "global"))
      try stage.write(
        prefix.appending("pip.conf"),
        "[global]\nindex-url = \(stage.index(named: "site"))\n"
      )
      #expect(try await asked() == stage.index(named: "site"))
      // The section counts before the file: pip's odd order.
      try stage.write(
        userFile,
        """
        [global]
        index-url = \(stage.index(named: "global"))
        [install]
        index-url = \(stage.index(named: "install"))
        """
      )
      #expect(try await asked() == stage.index(named: "install"))
      let variable = ["PIP_INDEX_URL": stage.index(named: "variable")]
      #expect(try await asked([], variable) == stage.index(named: "variable"))
      #expect(
        try await asked(["--index-url", stage.index(named: "option")], variable)
          == stage.index(named: "option")
      )
      #expect(try await asked(["--isolated"], variable) == stage.index(named: "site"))
      let file = try stage.write(
        stage.folder.appending("other.conf"),
        "[global]\nindex-url = \(stage.index(named: "named"))\n"
      )
      #expect(try await asked([], ["PIP_CONFIG_FILE": file.string]) == stage.index(named: "named"))
      let names = ["global", "site", "install", "variable", "option", "named"]
      #expect(try names.map { try stage.requests(to: $0) } == [1, 2, 1, 1, 1, 1])
    }
  }

  @Test func `the newest of several indexes and folders counts`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let main = stage.index("only=23.0")
      let two = try await stage.check(
        prefix,
        ["--index-url", main, "--extra-index-url", stage.index(named: "extra")]
      )
      #expect(two.latest == "99.0")
      #expect(try stage.requests(to: "extra") == 1)
      let wheels = stage.folder.appending("wheels")
      try stage.write(wheels.appending("pip-97.0-py3-none-any.whl"), "")
      let folder = try await stage.check(
        prefix,
        ["--index-url", main, "--find-links", wheels.string, "--no-index", "--force"]
      )
      #expect(folder.latest == "97.0")
      #expect(try stage.requests() == 1)
    }
  }

  @Test func `an option that nobody can read is an error that names where it stands`() async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let outcome = try await stage.run(
        ["self-check", "--python", prefix.string],
        ["SWIFTPIP_CHECK_INTERVAL": "soon"]
      )
      #expect(outcome.ending == .exited(1))
      #expect(outcome.errorText.contains("SWIFTPIP_CHECK_INTERVAL"))
      #expect(outcome.output.isEmpty)
    }
  }

  @Test func `the cache is where an option, a variable or the system's convention puts it`()
    async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      func folder(_ options: [String], _ variables: [String: String]) async throws -> String? {
        let file = try await stage.check(prefix, ["--offline"] + options, variables).stateFile
        return file.map { FilePath($0).removingLastComponent().removingLastComponent().string }
      }
      let other = stage.folder.appending("other").string
      let xdg = stage.folder.appending("xdg").string
      #expect(try await folder([], [:]) == stage.cache.string)
      #expect(try await folder([], ["XDG_CACHE_HOME": xdg]) == "\(xdg)/pip")
      #expect(try await folder([], ["PIP_CACHE_DIR": other]) == other)
      #expect(try await folder([], ["PIP_CACHE_DIR": ""]) == stage.cache.string)
      #expect(try await folder(["--isolated"], ["PIP_CACHE_DIR": other]) == stage.cache.string)
      #expect(try await folder(["--cache-dir", other], ["PIP_NO_CACHE_DIR": "1"]) == other)
      #expect(try await folder(["--no-cache-dir"], [:]) == nil)
      #expect(try await folder([], ["PIP_NO_CACHE_DIR": "0"]) == nil)
    }
  }

  @Test func `without a cache each run asks, and none is made`() async throws {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      for _ in 1...2 {
        let finding = try await stage.check(
          prefix,
          ["--index-url", stage.index(), "--no-cache-dir"]
        )
        #expect(finding.source == "index")
        #expect(finding.latest == "99.0")
        #expect(finding.stateFile == nil)
      }
      #expect(try stage.requests() == 2)
      #expect(stage.everything(below: stage.home).isEmpty)
    }
  }

  @Test func `the environment is named, activated, or the first Python on PATH`() async throws {
    try await Stage.with { stage in
      let named = try stage.makeEnvironment("named")
      let active = try stage.makeEnvironment("active")
      let found = try stage.makeEnvironment("found")
      try stage.link(found.appending("bin/python3"), to: "python")
      func prefix(_ options: [String], _ variables: [String: String]) async throws -> String? {
        let outcome = try await stage.run(
          ["self-check", "--offline", "--format", "json"] + options,
          variables
        )
        return try Stage.decode(outcome).result?.prefix
      }
      let variables = ["VIRTUAL_ENV": active.string, "PATH": "\(found)/bin:/usr/bin:/bin"]
      let python = named.appending("bin/python").string
      #expect(try await prefix(["--python", named.string], variables) == named.string)
      #expect(try await prefix(["--python", python], variables) == named.string)
      #expect(try await prefix(["--python", "named"], variables) == named.string)
      #expect(
        try await prefix([], variables.merging(["PIP_PYTHON": python]) { $1 }) == named.string
      )
      #expect(try await prefix([], variables) == active.string)
      #expect(try await prefix([], ["PATH": "\(found)/bin:/usr/bin:/bin"]) == found.string)
      let shim = try stage.write(
        stage.folder.appending("shims/python3"),
        Array("#!/bin/sh\nexec \(python) \"$@\"\n".utf8),
        mode: 0o755
      )
      let shims = shim.removingLastComponent()
      #expect(try await prefix([], ["PATH": "\(shims):/usr/bin:/bin"]) == named.string)
    }
  }

  @Test func `where nothing names an index, the one built into this pip is asked, once looked up`()
    async throws
  {
    try await Stage.with { stage in
      let prefix = try stage.makeEnvironment()
      let package = stage.packages(in: prefix).appending("pip")
      let count = stage.folder.appending("count")
      for folder in ["", "_internal/", "_internal/models/"] {
        try stage.write(package.appending("\(folder)__init__.py"), "")
      }
      try stage.write(
        package.appending("_internal/models/index.py"),
        """
        with open("\(count)", "a") as count:
            count.write("x")
        class PyPI:
            simple_url = "\(stage.index(named: "built-in"))"
        """
      )
      let first = try await stage.check(prefix)
      #expect(first.latest == "99.0")
      #expect(first.index == stage.index(named: "built-in"))
      let second = try await stage.check(prefix, ["--force"])
      #expect(second.source == "index")
      #expect(try stage.requests(to: "built-in") == 2)
      #expect(try stage.bytes(of: count).count == 1)
      // Named elsewhere, it is not even looked up; another pip may have another one.
      _ = try await stage.check(prefix, ["--force", "--index-url", stage.index()])
      #expect(try stage.bytes(of: count).count == 1)
      try stage.install("pip", "24.0", in: stage.packages(in: prefix))
      _ = try await stage.check(prefix, ["--force"])
      #expect(try stage.bytes(of: count).count == 2)
    }
  }
}
