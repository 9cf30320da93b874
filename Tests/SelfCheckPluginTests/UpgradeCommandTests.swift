import Foundation
import PipConfiguration
import PipPackaging
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import SelfCheckPlugin

@Suite struct UpgradeCommandTests {
  /// A way to set up PATH, and what is to be typed then.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    /// Programs to make, in the environment's folder `venv` and others.
    var programs: [String]
    /// Links to make, with what they point to.
    var links: [String: String] = [:]
    /// `PATH`, folders of the scratch folder.
    var path: [String]
    var version: String? = "3.11"
    var executable = "venv/bin/python"
    var folder = ""
    /// `%` stands for the scratch folder.
    var command: String

    var testDescription: String { name }
  }

  @Test(
    arguments: [
      Row(
        name: "this environment's pip is the first on PATH",
        programs: ["venv/bin/pip", "other/pip"],
        path: ["venv/bin", "other"],
        command: "pip"
      ),
      Row(
        name: "another pip is first, but pip3 is ours",
        programs: ["venv/bin/pip", "venv/bin/pip3", "other/pip"],
        path: ["other", "venv/bin"],
        command: "pip3"
      ),
      Row(
        name: "only the name with the version is ours",
        programs: ["venv/bin/pip3.11", "other/pip", "other/pip3"],
        path: ["other", "venv/bin"],
        command: "pip3.11"
      ),
      Row(
        name: "the version is not known",
        programs: ["venv/bin/pip3", "other/pip"],
        path: ["other", "venv/bin"],
        version: nil,
        command: "python -m pip"
      ),
      Row(
        name: "all pips are others', python is ours",
        programs: ["other/pip", "other/pip3", "other/pip3.11"],
        path: ["other", "venv/bin"],
        command: "python -m pip"
      ),
      Row(
        name: "nothing of the environment is on PATH",
        programs: ["venv/bin/pip", "other/pip"],
        path: ["other"],
        command: "%/venv/bin/python -m pip"
      ),
      Row(
        name: "another python is first",
        programs: ["other/python"],
        path: ["other", "venv/bin"],
        command: "%/venv/bin/python -m pip"
      ),
      Row(
        name: "a pip that links to ours is ours",
        programs: ["venv/bin/pip"],
        links: ["other/pip": "../venv/bin/pip"],
        path: ["other", "venv/bin"],
        command: "pip"
      ),
      Row(
        name: "a python that links to ours is another environment's",
        programs: [],
        links: ["other/python": "../venv/bin/python"],
        path: ["other", "venv/bin"],
        command: "%/venv/bin/python -m pip"
      ),
      Row(
        name: "PATH is empty",
        programs: ["venv/bin/pip"],
        path: [],
        command: "%/venv/bin/python -m pip"
      ),
      Row(
        name: "the path has blanks",
        programs: [],
        path: [],
        folder: "my venvs",
        command: "'%/venv/bin/python' -m pip"
      ),
      Row(
        name: "the path has quotes and worse",
        programs: [],
        path: [],
        folder: "it's $(me); \"x\"",
        command: "'%QUOTED/venv/bin/python' -m pip"
      ),
    ]
  )
  func `the command is the shortest that is certain`(row: Row) throws {
    try withScratchDirectory { scratch in
      let folder = row.folder.isEmpty ? scratch : scratch.appending(row.folder)
      for program in row.programs + [row.executable] { try make(program, in: folder) }
      for (link, target) in row.links {
        let path = folder.appending(link)
        try FileManager.default.createDirectory(
          atPath: path.removingLastComponent().string,
          withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
          atPath: path.string,
          withDestinationPath: target
        )
      }
      let command = UpgradeCommand(
        package: .pip,
        prefix: folder.appending("venv").string,
        executable: folder.appending(row.executable),
        pythonVersion: row.version
      )
      let path = row.path.map { folder.appending($0).string }.joined(separator: ":")
      let surroundings = Surroundings(
        environment: Environment(["PATH": path]),
        process: ProcessFacts(effectiveUser: 0, homeOfRealUser: nil, workingDirectory: "/"),
        system: .linux
      )
      let quoted = folder.string.replacingOccurrences(of: "'", with: "'\\''")
      let wanted = row.command.replacingOccurrences(of: "%QUOTED", with: quoted)
        .replacingOccurrences(of: "%", with: folder.string)
      #expect(command.text(in: surroundings) == wanted + " install --upgrade pip")
    }
  }

  private func make(_ name: String, in folder: FilePath) throws {
    let file = folder.appending(name)
    try FileManager.default.createDirectory(
      atPath: file.removingLastComponent().string,
      withIntermediateDirectories: true
    )
    #expect(
      FileManager.default.createFile(
        atPath: file.string,
        contents: Data(name.utf8),
        attributes: [.posixPermissions: 0o755]
      )
    )
  }

  @Test func `another package is named by its normal name`() throws {
    let command = UpgradeCommand(
      package: try #require(PackageName("My_Package")),
      prefix: "/srv/venv",
      executable: "/srv/venv/bin/python",
      pythonVersion: nil
    )
    let surroundings = Surroundings(
      environment: Environment(["PATH": ""]),
      process: ProcessFacts(effectiveUser: 0, homeOfRealUser: nil, workingDirectory: "/"),
      system: .linux
    )
    #expect(
      command.text(in: surroundings)
        == "/srv/venv/bin/python -m pip install --upgrade my-package"
    )
  }
}
