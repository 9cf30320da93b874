import Foundation
import PipConfiguration
import PipDiagnostics
import PipPaths
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct InterpreterSearchTests {
  private static let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]

  private func environment(at name: String, in folder: borrowing ScratchFolder) throws -> FilePath {
    try folder.write("\(name)/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.7\n")
    try folder.write("\(name)/bin/python", Self.elf, executable: true)
    try folder.write("\(name)/bin/python3.11", Self.elf, executable: true)
    return folder.path.appending(name)
  }

  private func locate(
    _ requested: String? = nil,
    _ variables: [String: String] = [:],
    workingDirectory: FilePath? = "/"
  ) throws -> InterpreterLocation {
    try InterpreterSearch.locate(
      requested: requested.map { Setting(name: "python", value: $0, source: .flag("python")) },
      in: Surroundings(
        environment: Environment(variables),
        process: ProcessFacts(
          effectiveUser: 1000,
          homeOfRealUser: nil,
          workingDirectory: workingDirectory
        ),
        system: .linux
      )
    )
  }

  private func prefix(of location: InterpreterLocation) -> FilePath? {
    guard case .virtualEnvironment(let prefix, _) = location.kind else { return nil }
    return prefix
  }

  @Test(arguments: ["", "/bin/python", "/bin/python3.11", "/bin/../bin/./python", "/"])
  func `an environment is found by its folder and by any of its interpreters`(rest: String) throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    let location = try locate(path.string + rest)
    #expect(prefix(of: location) == path)
    #expect(location.chosenBy == .requested(.flag("python")))
    #expect(location.executable.removingLastComponent() == path.appending("bin"))
  }

  @Test func `a relative request starts from the current directory`() throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    #expect(prefix(of: try locate("venv", workingDirectory: folder.path)) == path)
    #expect(throws: PathsError.noWorkingDirectory("venv")) {
      try locate("venv", workingDirectory: nil)
    }
  }

  @Test func `the prefix keeps the links through which it is reached`() throws {
    let folder = try ScratchFolder()
    _ = try environment(at: "venv", in: folder)
    let link = try folder.link("link", to: "venv")
    #expect(prefix(of: try locate(link.string)) == link)
  }

  @Test func `an interpreter that is a link has the prefix of the link`() throws {
    let folder = try ScratchFolder()
    let program = try folder.write("real/python3.11", Self.elf, executable: true)
    try folder.write("venv/pyvenv.cfg", "home = /usr/bin\n")
    try folder.makeFolder("venv/bin")
    try folder.link("venv/bin/python", to: program.string)
    #expect(prefix(of: try locate(folder.path.appending("venv").string)) != nil)
    #expect(try locate(program.string).kind == .executable)
  }

  @Test func `the activated environment comes before PATH`() throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    let location = try locate(nil, ["VIRTUAL_ENV": path.string, "PATH": "/usr/bin"])
    #expect(prefix(of: location) == path)
    #expect(location.chosenBy == .activeEnvironment)
  }

  @Test func `an environment that is gone is an error with a hint`() throws {
    let error = #expect(throws: PathsError.environmentNotFound("/no/such", .activeEnvironment)) {
      try locate(nil, ["VIRTUAL_ENV": "/no/such", "PATH": "/usr/bin"])
    }
    let diagnostic = try #require(error).diagnostic
    #expect(diagnostic.code == "environment.not-found")
    #expect(diagnostic.causes == ["VIRTUAL_ENV names it"])
    #expect(diagnostic.hint != nil)
  }

  @Test func `requests that cannot be met are told apart`() throws {
    let folder = try ScratchFolder()
    let empty = try folder.makeFolder("empty")
    let text = try folder.write("text", "not executable")
    let link = try folder.link("gone", to: "no-such-python")
    let choice = InterpreterLocation.Choice.requested(.flag("python"))
    #expect(throws: PathsError.noInterpreter(in: empty, choice)) { try locate(empty.string) }
    #expect(throws: PathsError.interpreterNotFound(text, choice)) { try locate(text.string) }
    #expect(throws: PathsError.interpreterNotFound(link, choice)) { try locate(link.string) }
    #expect(throws: PathsError.environmentNotFound("/no/such", choice)) {
      try locate("/no/such")
    }
  }

  @Test func `PATH is searched as a shell does`() throws {
    let folder = try ScratchFolder()
    try folder.makeFolder("folder/python3")
    try folder.write("plain/python3", "not executable")
    let found = try folder.write("good/python3", Self.elf, executable: true)
    let entries = ["folder", "plain", "missing", "good"]
      .map { folder.path.appending($0).string }
    let location = try locate(nil, ["PATH": entries.joined(separator: ":")])
    #expect(location.executable == found)
    #expect(location.chosenBy == .searchPath(folder.path.appending("good").string))
    #expect(location.kind == .executable)
  }

  @Test(arguments: ["", ":/no/such", ".", "/no/such:"])
  func `an empty entry is the current directory, an empty PATH is none`(path: String) throws {
    let folder = try ScratchFolder()
    let found = try folder.write("python3", Self.elf, executable: true)
    if path.isEmpty {
      #expect(throws: PathsError.notOnSearchPath("python3")) {
        try locate(nil, ["PATH": path], workingDirectory: folder.path)
      }
    } else {
      let location = try locate(nil, ["PATH": path], workingDirectory: folder.path)
      #expect(location.executable == found)
      #expect(throws: PathsError.notOnSearchPath("python3")) {
        try locate(nil, ["PATH": path], workingDirectory: nil)
      }
    }
  }

  @Test(
    arguments: [
      Array("#!/bin/sh\n".utf8), [], [0x7F], Array("\u{7F}ELG".utf8),
    ])
  func `what is no program is a shim, even in an environment`(content: [UInt8]) throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    try folder.write("venv/bin/python", content, executable: true)
    #expect(try locate(path.string).kind == .shim)
  }

  @Test(
    arguments: [
      [0xCF, 0xFA, 0xED, 0xFE], [0xCA, 0xFE, 0xBA, 0xBE], [0xFE, 0xED, 0xFA, 0xCE],
    ] as [[UInt8]]
  )
  func `programs of macOS are programs`(magic: [UInt8]) throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    try folder.write("venv/bin/python", magic + [0], executable: true)
    #expect(prefix(of: try locate(path.string)) == path)
  }

  @Test(arguments: ["", "version = 3.11"])
  func `without a home the interpreter has to be asked`(text: String) throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    try folder.write("venv/pyvenv.cfg", text)
    #expect(try locate(path.string).kind == .executable)
  }

  @Test func `with a file beside the program the interpreter has to be asked`() throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    try folder.write("venv/bin/pyvenv.cfg", "home = /usr/bin\n")
    #expect(try locate(path.string).kind == .executable)
  }

  @Test func `a huge pyvenv.cfg is an error`() throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    let file = try folder.write("venv/pyvenv.cfg", [UInt8](repeating: 0x61, count: 70_000))
    let error = #expect(throws: PathsError.self) { try locate(path.string) }
    #expect(error?.diagnostic.code == "environment.unreadable")
    #expect(error?.diagnostic.message.contains(file.string) == true)
  }

  @Test func `a shim's answer can be looked at`() throws {
    let folder = try ScratchFolder()
    let path = try environment(at: "venv", in: folder)
    let location = try InterpreterLocation(
      inspecting: path.appending("bin/python3.11"),
      chosenBy: .searchPath("/shims")
    )
    #expect(prefix(of: location) == path)
  }
}
