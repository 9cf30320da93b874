import Foundation
import PipHashing
import SystemPackage
import TestSupport
import Testing

/// What is installed, beside real pip.
@Suite struct PackagesTests {
  /// The newest pip, which works on other environments than its own.
  private static let pip = RealPip.all.last { pip in
    let numbers = pip.version.split(separator: ".").compactMap { Int($0) }
    return numbers.starts(with: [22, 3]) || numbers[0] > 22
  }

  /// Wheels with all that a wheel can have.
  private static var wheels: [TestWheel] {
    var demo = TestWheel()
    demo.entryPoints = """
      [console_scripts]
      demo = demo:main
      demo3 = demo:inner.main [extra]
      [gui_scripts]
      demo-window = demo:main

      """
    demo.metadata = """
      Metadata-Version: 2.1
      Name: demo
      Version: 1.0
      Summary: A demo
      Keywords: one,two
      License: Some
              licence
      Requires-Dist: other (>=1)
      Requires-Dist: missing; python_version < "3"

      Its description.

      """
    demo.files += [
      ("demo/tool.sh", "#!/bin/sh\n", 0o100755),
      ("demo-1.0.data/scripts/script", "#!python\nprint('script')\n", 0o100755),
      ("demo-1.0.data/scripts/shell", "#!/bin/sh\necho shell\n", 0o100755),
      ("demo-1.0.data/scripts/demo", "made anew", 0o100755),
      ("demo-1.0.data/data/share/demo/x.txt", "data", 0o100644),
      ("demo-1.0.data/headers/demo.h", "int x;\n", 0o100644),
      ("demo-1.0.data/platlib/demo_platform.py", "", 0o100644),
      ("demo/\u{FC}ber, \"all\".txt", "name", 0o100644), ("tests/__init__.py", "", 0o100644),
    ]
    var other = TestWheel([("other.py", "")])
    other.name = "other"
    other.format = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n"
    return [demo, other]
  }

  private func makeEnvironment(in stage: Stage) async throws -> FilePath {
    let prefix = stage.folder.appending("env")
    let outcome = try await Program(SystemPython.current.path).run(
      ["-m", "venv", "--without-pip", prefix.string],
      environment: stage.environment,
      in: .folder(stage.folder)
    )
    try #require(outcome.ending == .exited(0), "\(outcome.errorText)")
    return prefix
  }

  /// What is below a folder: modes and contents, but for who installed it and the order of rows.
  private func tree(_ prefix: FilePath, in stage: Stage) throws -> [String: String] {
    var tree: [String: String] = [:]
    for path in stage.everything(below: prefix) {
      let name = path.string.dropFirst(prefix.string.utf8.count)
      let facts = try FileManager.default.attributesOfItem(atPath: path.string)
      guard facts[.type] as? FileAttributeType == .typeRegular, !name.contains("__pycache__") else {
        continue
      }
      var bytes = try stage.bytes(of: path)
      if name.hasSuffix("/INSTALLER") { bytes = [] }
      if name.hasSuffix("/RECORD") {
        let rows = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        // pip keeps rows of files that it does not install: a script that it makes anew.
        let left = ["INSTALLER", "__pycache__", ".data/scripts/demo"]
        let kept = rows.filter { row in !left.contains { row.contains($0) } }
        bytes = Array(kept.sorted().joined(separator: "\n").utf8)
      }
      let mode = facts[.posixPermissions] as? Int ?? 0
      tree[String(name)] = "\(mode) \(HashAlgorithm.sha256.digest(of: bytes))"
    }
    return tree
  }

  private func run(_ pip: RealPip, _ arguments: [String], in stage: Stage) async throws -> String {
    let outcome = try await Program(pip.prefix.appending("bin/python")).run(
      ["-m", "pip", "--python", stage.folder.appending("env/bin/python").string] + arguments,
      environment: stage.environment,
      in: .folder(stage.folder)
    )
    #expect(outcome.ending == .exited(0), "\(outcome.outputText)\(outcome.errorText)")
    return outcome.outputText
  }

  @Test func `the same files are there as pip would put there, and pip reads them`() async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let wheels = stage.folder.appending("wheels")
      for wheel in Self.wheels { try stage.write(wheels.appending(wheel.fileName), wheel.bytes) }
      let prefix = try await makeEnvironment(in: stage)
      let options = ["--no-index", "--find-links", wheels.string, "demo==1.0", "other"]
      _ = try await run(pip, ["install", "--no-compile"] + options, in: stage)
      let byPip = stage.folder.appending("by-pip")
      try stage.rename(prefix, to: byPip)
      _ = try await makeEnvironment(in: stage)
      let outcome = try await stage.run(["install", "--python", prefix.string] + options)
      #expect(outcome.outputText == "Successfully installed demo-1.0 other-1.0\n")
      #expect(outcome.errorText.isEmpty && outcome.ending == .exited(0), "\(outcome.errorText)")
      let (ours, theirs) = (try tree(prefix, in: stage), try tree(byPip, in: stage))
      #expect(ours.count == theirs.count && ours.count > 20)
      for (name, facts) in theirs { #expect(ours[name] == facts, "\(name)") }
      for arguments in [
        ["freeze"], ["freeze", "--all"], ["list"], ["check"], ["show", "-f", "demo"],
      ] {
        let said = try await stage.run(arguments + ["--python", prefix.string])
        #expect(try await run(pip, arguments, in: stage) == said.outputText, "\(arguments)")
      }
      try await seeThatInspected(alike: pip, prefix, in: stage)
      let script = try await Program(prefix.appending("bin/script")).run(
        [],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(script.outputText == "script\n")
      let removed = try await stage.run(["uninstall", "-y", "demo", "--python", prefix.string])
      #expect(removed.outputText == "Successfully uninstalled demo-1.0\n")
      let left = try tree(prefix, in: stage).keys.filter { $0.contains("demo") }
      #expect(left.isEmpty, "\(left)")
      #expect(try await run(pip, ["freeze"], in: stage) == "other==1.0\n")
    }
  }

  private func seeThatInspected(
    alike pip: RealPip,
    _ prefix: FilePath,
    in stage: Stage
  ) async throws {
    func installed(_ text: String, _ path: [String]) throws -> [String: NSDictionary] {
      var value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
      for name in path { value = value[name] as? [String: Any] ?? [:] }
      let list = value["installed"] as? [[String: Any]] ?? []
      return Dictionary(
        list.map { entry in
          var entry = entry
          entry["installer"] = nil
          return (
            (entry["metadata"] as? [String: Any])?["name"] as? String ?? "", entry as NSDictionary
          )
        }
      ) { first, _ in first }
    }
    let said = try await stage.run(["inspect", "--python", prefix.string, "--format", "json"])
    let ours = try installed(said.outputText, ["result"])
    let theirs = try installed(try await run(pip, ["inspect"], in: stage), [])
    #expect(ours.count == 2 && ours == theirs)
  }

  @Test(arguments: ["--target", "--prefix", "--root"])
  func `other places get the same files as pip would put there`(option: String) async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let wheels = stage.folder.appending("wheels")
      for wheel in Self.wheels { try stage.write(wheels.appending(wheel.fileName), wheel.bytes) }
      let prefix = try await makeEnvironment(in: stage)
      let before = try tree(prefix, in: stage)
      let wanted = ["--no-index", "--find-links", wheels.string, "demo==1.0", "other", option]
      let (ours, theirs) = (stage.folder.appending("place"), stage.folder.appending("by-pip"))
      _ = try await run(pip, ["install", "--no-compile"] + wanted + [ours.string], in: stage)
      try stage.rename(ours, to: theirs)
      let outcome = try await stage.run(
        ["install", "--python", prefix.string] + wanted + [ours.string]
      )
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let (our, their) = (try tree(ours, in: stage), try tree(theirs, in: stage))
      #expect(our.count == their.count && our.count > 20)
      for (name, facts) in their {
        // pip moves files there, and its RECORD says where they were before.
        if option == "--target", name.hasSuffix("/RECORD") { continue }
        #expect(our[name] == facts, "\(name)")
      }
      #expect(try tree(prefix, in: stage) == before)
    }
  }

  @Test func `what is installed for the user alone is found, shown and removed as such`()
    async throws
  {
    try await Stage.with { stage in
      let wheels = stage.folder.appending("wheels")
      for wheel in Self.wheels { try stage.write(wheels.appending(wheel.fileName), wheel.bytes) }
      let system = ["--python", SystemPython.current.path.string, "--break-system-packages"]
      let wanted = ["--no-deps", "--no-index", "--find-links", wheels.string, "demo==1.0"]
      let outcome = try await stage.run(["install", "--user"] + wanted + system)
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      let place = stage.home.appending(".local")
      #expect(try tree(place, in: stage).count > 10)
      let shown = try await stage.run(["freeze", "--user"] + system.prefix(2))
      #expect(shown.outputText == "demo==1.0\n", "\(shown.errorText)")
      let removed = try await stage.run(["uninstall", "-y", "demo"] + system)
      #expect(removed.outputText == "Successfully uninstalled demo-1.0\n")
      #expect(removed.errorText.isEmpty, "\(removed.errorText)")
      #expect(try tree(place, in: stage).isEmpty)
      // A virtual environment does not look there.
      let prefix = try await makeEnvironment(in: stage)
      let refused = try await stage.run(
        ["install", "--user", "--python", prefix.string] + wanted
      )
      #expect(refused.ending == .exited(1))
      #expect(refused.errorText.contains("[packages.no-user-site]"))
    }
  }

  @Test func `what is elsewhere is not the environment's to remove or to replace`() async throws {
    try await Stage.with { stage in
      let wheels = stage.folder.appending("wheels")
      for wheel in Self.wheels { try stage.write(wheels.appending(wheel.fileName), wheel.bytes) }
      let prefix = try await makeEnvironment(in: stage)
      let other = stage.folder.appending("other")
      let wanted = ["--no-deps", "--no-index", "--find-links", wheels.string, "demo==1.0"]
      _ = try await stage.run(
        ["install", "--target", other.string, "--python", prefix.string] + wanted
      )
      let library = try #require(
        stage.everything(below: prefix).first { $0.lastComponent?.string == "site-packages" }
      )
      try stage.write(library.appending("other.pth"), "\(other)\n")
      let before = try tree(other, in: stage)
      let refused = try await stage.run(["uninstall", "-y", "demo", "--python", prefix.string])
      #expect(refused.ending == .exited(1))
      #expect(refused.errorText.contains("[packages.outside]"), "\(refused.errorText)")
      let installed = try await stage.run(
        ["install", "--force-reinstall", "--python", prefix.string] + wanted
      )
      #expect(installed.ending == .exited(0), "\(installed.errorText)")
      #expect(try tree(other, in: stage) == before)
    }
  }

  @Test func `what is wanted and there already is left as it is, as pip does`() async throws {
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      func folder(_ name: String, _ version: String) throws -> String {
        var wheel = TestWheel([("other.py", "")])
        (wheel.name, wheel.version) = ("other", version)
        let folder = stage.folder.appending(name)
        try stage.write(folder.appending(wheel.fileName), wheel.bytes)
        return folder.string
      }
      let (one, two) = (try folder("one", "1.0"), try folder("two", "2.0"))
      func install(_ arguments: String...) async throws -> String {
        let outcome = try await stage.run(["install", "--python", prefix.string] + arguments)
        return outcome.outputText + outcome.errorText
      }
      let isThere = "Requirement already satisfied: other==1.0\n"
      #expect(try await install("-f", one, "other") == "Successfully installed other-1.0\n")
      #expect(try await install("other") == isThere)
      #expect(try await install("-f", two, "other") == isThere)
      #expect(
        try await install("-f", two, "-U", "other")
          == "Replacing other 1.0\nSuccessfully installed other-2.0\n"
      )
      #expect(
        try await install("-f", one, "-U", "other") == "Requirement already satisfied: other==2.0\n"
      )
      #expect(try await install("-f", "/nowhere", "other").contains("[packages.no-folder]"))
      #expect(try await install("-f", "file://\(one)", "other<2").contains("installed other-1.0"))
      #expect(try await install(stage.home.string).contains("[packages.no-wheels]"))
    }
  }

  @Test
  func `constraints say of what versions may be, and variables stand for what files do not say`()
    async throws
  {
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      for version in ["1.0", "2.0"] {
        var wheel = TestWheel([("other.py", "")])
        (wheel.name, wheel.version) = ("other", version)
        try stage.write(stage.folder.appending("wheels/\(wheel.fileName)"), wheel.bytes)
      }
      try stage.write(stage.folder.appending("a.txt"), "other<2\nabsent==1\n")
      try stage.write(stage.folder.appending("b.txt"), "-c a.txt\n-f ${PLACE}\nother # ${HOME}\n")
      try stage.write(stage.folder.appending("c.txt"), "./wheels/x.whl\n")
      func run(_ arguments: String...) async throws -> String {
        let outcome = try await Program(BuiltProgram.path).run(
          arguments + ["--python", prefix.string],
          environment: stage.environment.merging(["PLACE": "wheels"]) { $1 },
          in: .folder(stage.folder)
        )
        return outcome.outputText + outcome.errorText
      }
      #expect(try await run("install", "-r", "b.txt") == "Successfully installed other-1.0\n")
      #expect(
        try await run("install", "-U", "-f", "wheels", "-c", "a.txt", "other")
          == "Requirement already satisfied: other==1.0\n"
      )
      let direct = try await run("install", "-c", "a.txt", "wheels/other-2.0-py3-none-any.whl")
      #expect(direct.contains("[packages.constrained]"))
      #expect(try await run("install", "-c", "c.txt", "other").contains("[packages.no-constraint]"))
      let removed = try await run("uninstall", "-y", "-r", "b.txt", "-r", "a.txt")
      #expect(removed.hasPrefix("Successfully uninstalled other-1.0\n"))
      #expect(removed.contains("absent is not installed"))
      // What comes through a pipe, what names a project in other ways, and what does not.
      let piped = try await Program("/bin/sh").run(
        [
          "-c",
          "echo other | '\(BuiltProgram.path)' install -q -f wheels -r /dev/stdin --python '\(prefix)'",
        ],
        environment: stage.environment,
        in: .folder(stage.folder)
      )
      #expect(piped.ending == .exited(0), "\(piped.errorText)")
      #expect(piped.outputText.isEmpty)
      try stage.write(
        stage.folder.appending("d.txt"),
        "-e git+https://host.example/x#egg=other\n./elsewhere\n"
      )
      let others = try await run("uninstall", "-y", "-r", "d.txt")
      #expect(others.contains("Successfully uninstalled other-2.0"))
      #expect(others.contains("warning[packages.unnamed]: ./elsewhere"))
      try stage.write(stage.folder.appending("e.txt"), "# nothing\n")
      #expect(try await run("uninstall", "-y", "-r", "e.txt").contains("[packages.names-nothing]"))
      try stage.write(stage.folder.appending("pylock.toml"), "lock-version = \"1.0\"\n")
      #expect(
        try await run("install", "-c", "pylock.toml", "other").contains("no file of constraints")
      )
      #expect(try await run("install", "-r", "d.txt").contains("\"--editable\" is not known here"))
    }
  }

  @Test func `what would be installed is written as pip writes it`() async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      for wheel in Self.wheels {
        try stage.write(stage.folder.appending("wheels/\(wheel.fileName)"), wheel.bytes)
      }
      func document(_ text: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(object as? [String: Any])
      }
      let arguments = [
        "install", "--no-deps", "--dry-run", "--no-index", "-f", "wheels", "demo", "other",
      ]
      let theirs = try document(
        try await run(pip, arguments + ["-q", "--report", "-"], in: stage)
      )
      for place in ["-", "report.json"] {
        let outcome = try await stage.run(
          arguments + ["--report", place, "--python", prefix.string]
        )
        #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
        let text =
          place == "-"
          ? outcome.outputText
          : String(decoding: try stage.bytes(of: stage.folder.appending(place)), as: UTF8.self)
        let ours = try document(text)
        func metadata(_ document: [String: Any]) throws -> [String: NSDictionary] {
          let rows = try #require(document["install"] as? [[String: Any]])
          return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
              let metadata = try #require(row["metadata"] as? NSDictionary)
              return (try #require(metadata["name"] as? String), metadata)
            }
          )
        }
        #expect(try metadata(ours) == (try metadata(theirs)))
        #expect(ours["version"] as? String == "1")
      }
      let refused = try await stage.run(
        arguments + ["--report", "wheels", "--python", prefix.string]
      )
      #expect(refused.errorText.contains("[packages.report-not-written]"))
    }
  }

  @Test func `lines of files are frozen as pip does`() async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      for wheel in Self.wheels {
        try stage.write(stage.folder.appending("wheels/\(wheel.fileName)"), wheel.bytes)
      }
      _ = try await stage.run(
        ["install", "--no-deps", "-f", "wheels", "demo", "other", "--python", prefix.string]
      )
      try stage.write(
        stage.folder.appending("a.txt"),
        "# ours\n\n-f wheels\nOTHER >= 1 # why\nmissing==3\n--pre\n  # theirs\nother\n"
      )
      try stage.write(
        stage.folder.appending("b.txt"),
        "-f wheels  \r\nother\r\n./wheels/demo-1.0-py3-none-any.whl\n\n"
      )
      let arguments = ["freeze", "-r", "a.txt", "-r", "b.txt"]
      let ours = try await stage.run(arguments + ["--python", prefix.string])
      #expect(ours.outputText == (try await run(pip, arguments, in: stage)))
      #expect(ours.errorText.contains("contains missing==3, but missing is not installed"))
      #expect(ours.errorText.contains("OTHER is included more than once: a.txt, b.txt"))
    }
  }

  @Test func `digests that are said are compared, wherever they are said`() async throws {
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      let wheel = try #require(Self.wheels.last)
      try stage.write(stage.folder.appending("wheels/\(wheel.fileName)"), wheel.bytes)
      let digest = HashAlgorithm.sha256.digest(of: wheel.bytes).hexadecimal
      let zeros = String(repeating: "0", count: 64)
      let url = "file://\(stage.folder)/wheels/\(wheel.fileName)"
      let lock = """
        lock-version = "1.0"
        created-by = "pip"
        [[packages]]
        name = "other"
        version = "1.0"
        [[packages.wheels]]
        url = "\(url)"
        hashes = {md5 = "00", sha256 = "\(digest)"}

        """
      for (name, text, code) in [
        ("a.txt", "--require-hashes\nother==1.0\n", "packages.unhashed"),
        ("b.txt", "other @ \(url)#sha256=\(zeros)\n", "packages.other-digest"),
        ("c.txt", "\(url)#sha256=\(zeros)\n", "packages.other-digest"),
        ("pylock.a.toml", lock.replacing(digest, with: zeros), "packages.other-digest"),
        (
          "pylock.b.toml", lock.replacing("\"1.0\"\n[[packages.w", with: "\"2.0\"\n[[packages.w"),
          "packages.no-locked-wheel"
        ),
        (
          "pylock.c.toml", "environments = [\"sys_platform == 'win32'\"]\n" + lock,
          "packages.other-environment"
        ),
        (
          "pylock.d.toml",
          lock.replacing("version = \"1.0\"\n[[", with: "version = \"1.0\"\nmarker = \"x ==\"\n[["),
          "packages.marker"
        ),
      ] {
        let file = try stage.write(stage.folder.appending(name), text)
        let outcome = try await stage.run(
          ["install", "--python", prefix.string, "-f", "wheels", "-r", file.string]
        )
        #expect(outcome.ending == .exited(1), "\(name)")
        #expect(outcome.errorText.contains("[\(code)]"), "\(name): \(outcome.errorText)")
      }
      let file = try stage.write(stage.folder.appending("pylock.toml"), lock)
      let outcome = try await stage.run(["install", "--python", prefix.string, "-r", file.string])
      #expect(outcome.outputText == "Successfully installed other-1.0\n", "\(outcome.errorText)")
      // By a path from where one is.
      _ = try await stage.run(
        [
          "install", "--force-reinstall", "--python", prefix.string, "wheels/\(wheel.fileName)",
        ]
      )
      let frozen = try await stage.run(["freeze", "--python", prefix.string])
      #expect(frozen.outputText == "other @ \(url)#sha256=\(digest)\n")
    }
  }

  @Test func `editable projects are frozen as pip does, from where Git has them`() async throws {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      let library = try #require(
        stage.everything(below: prefix).first { $0.lastComponent?.string == "site-packages" }
      )
      let project = stage.folder.appending("repository/in it")
      try stage.write(project.appending("pyproject.toml"), "")
      let metadata = library.appending("my_project-1.0.dist-info")
      try stage.write(
        metadata.appending("METADATA"),
        "Metadata-Version: 2.1\nName: my-project\nVersion: 1.0\n"
      )
      let url = "file://\(stage.folder)/repository/in%20it"
      try stage.write(
        metadata.appending("direct_url.json"),
        #"{"dir_info": {"editable": true}, "url": "\#(url)"}"#
      )
      let identity = "git -c user.name=a -c user.email=b"
      for (number, script) in [
        "true", "git init -q .", "git remote add other ../missing",
        "\(identity) commit -q --allow-empty -m x",
        "git remote set-url other user@host.example:a/b.git",
        "git remote add origin https://host.example/c.git", "git remote set-url origin git://h/x",
        "git remote set-url origin \"$PWD\"", "git checkout -q --detach", "git pack-refs --all",
        "git remote remove origin; git remote remove other", "mv 'in it/pyproject.toml' .",
        "git remote add origin ssh://host.example/d",
      ].enumerated() {
        let made = try await Program("/bin/sh").run(
          ["-c", "cd repository && \(script)"],
          environment: stage.environment,
          in: .folder(stage.folder)
        )
        #expect(made.ending == .exited(0), "\(script): \(made.errorText)")
        let ours = try await stage.run(["freeze", "--python", prefix.string])
        #expect(
          ours.outputText == (try await run(pip, ["freeze"], in: stage)),
          "\(number): \(script)"
        )
      }
    }
  }

  @Test func `modules are compiled where that is said, and go with their distribution`()
    async throws
  {
    let pip = try #require(Self.pip)
    try await Stage.with { stage in
      let wheels = stage.folder.appending("wheels")
      for wheel in Self.wheels { try stage.write(wheels.appending(wheel.fileName), wheel.bytes) }
      let options = ["--no-index", "--find-links", wheels.string, "demo==1.0", "other"]
      let prefix = try await makeEnvironment(in: stage)
      func compiled() -> [String] {
        stage.everything(below: prefix).map(\.string).filter { $0.hasSuffix(".pyc") }.sorted()
      }
      _ = try await run(pip, ["install"] + options, in: stage)
      let theirs = compiled()
      _ = try await stage.run(["uninstall", "-y", "demo", "other", "--python", prefix.string])
      #expect(compiled().isEmpty)
      let outcome = try await stage.run(
        ["install", "--compile", "--python", prefix.string] + options
      )
      #expect(outcome.ending == .exited(0), "\(outcome.errorText)")
      #expect(compiled() == theirs && !theirs.isEmpty)
    }
  }

  @Test func `nothing is removed where nobody can be asked`() async throws {
    try await Stage.with { stage in
      let wheels = stage.folder.appending("wheels")
      for wheel in Self.wheels { try stage.write(wheels.appending(wheel.fileName), wheel.bytes) }
      let prefix = try await makeEnvironment(in: stage)
      _ = try await stage.run(
        ["install", "--python", prefix.string, "--find-links", wheels.string, "demo==1.0"]
      )
      let before = try tree(prefix, in: stage)
      let outcome = try await stage.run(["uninstall", "demo", "--python", prefix.string])
      #expect(outcome.ending == .exited(1))
      #expect(outcome.errorText.contains("[packages.not-confirmed]"))
      #expect(try tree(prefix, in: stage) == before)
      for (answer, words) in [
        ("n", "Nothing was removed\n"), ("y", "Successfully uninstalled demo-1.0\n"),
      ] {
        let asked = try await Program("/bin/sh").run(
          [
            "-c", "echo \(answer) | '\(BuiltProgram.path)' uninstall demo --python '\(prefix)'",
          ],
          environment: stage.environment,
          in: .folder(stage.folder)
        )
        #expect(asked.outputText == words, "\(asked.errorText)")
        #expect(asked.errorText.contains("bin/demo\n") && asked.errorText.contains("Proceed"))
        #expect((try tree(prefix, in: stage) == before) == (answer == "n"))
      }
    }
  }

  @Test func `an environment is changed by all of it or by nothing`() async throws {
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      let before = try tree(prefix, in: stage)
      var flawed = Self.wheels[1]
      flawed.record = { $0.replacingOccurrences(of: ",0\n", with: ",1\n") }
      var paths: [String] = []
      for wheel in [Self.wheels[0], flawed] {
        paths.append(try stage.write(stage.folder.appending(wheel.fileName), wheel.bytes).string)
      }
      let outcome = try await stage.run(["install", "--python", prefix.string] + paths)
      #expect(outcome.ending == .exited(1))
      #expect(outcome.errorText.hasPrefix("error[installer.wheel-malformed]: other-1.0"))
      #expect(try tree(prefix, in: stage) == before)
    }
  }

  @Test func `a change that was stopped is told, and made to its end by the next`() async throws {
    try await Stage.with { stage in
      let prefix = try await makeEnvironment(in: stage)
      let library = try #require(
        stage.everything(below: prefix).first { $0.lastComponent?.string == "site-packages" }
      )
      let change = library.appending(".swiftpip-12345678")
      try stage.write(change.appending("0/there.py"), "new")
      try stage.write(library.appending("gone.py"), "old")
      try stage.write(
        change.appending("journal"),
        "swiftpip change 1\nfolder \(library)\nremove \(library)/gone.py\nend\n"
      )
      let told = try await stage.run(["check", "--python", prefix.string])
      #expect(told.ending == .exited(0))
      #expect(told.errorText.contains("warning[packages.unfinished]"), "\(told.errorText)")
      let wheel = TestWheel()
      let path = try stage.write(stage.folder.appending(wheel.fileName), wheel.bytes)
      let installed = try await stage.run(["install", "--python", prefix.string, path.string])
      #expect(installed.ending == .exited(0), "\(installed.errorText)")
      let names = try FileManager.default.contentsOfDirectory(atPath: library.string)
      #expect(names.contains("there.py") && !names.contains("gone.py"))
      let clean = try await stage.run(["check", "--python", prefix.string])
      #expect(clean.errorText.isEmpty, "\(clean.errorText)")
    }
  }

  @Test func `what cannot be installed is told`() async throws {
    try await Stage.with { stage in
      let wheel = TestWheel()
      let path = try stage.write(stage.folder.appending(wheel.fileName), wheel.bytes).string
      let prefix = try stage.makeEnvironment()
      for (arguments, words) in [
        (["install", "nothing-here"], "packages.not-found"),
        (["install", "demo @ https://index.example/demo.whl"], "packages.elsewhere"),
        (["install", "missing/x-1-py3-none-any.whl"], "packages.not-there"),
        (["install", path, "demo==2"], "packages.not-found"),
        (["hash", "missing"], "packages.file-unreadable"),
        (["show", "nothing-here"], "packages.not-found"),
      ] {
        let outcome = try await stage.run(arguments + ["--python", prefix.string])
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorText.contains("[\(words)]"), "\(outcome.errorText)")
      }
    }
  }
}
