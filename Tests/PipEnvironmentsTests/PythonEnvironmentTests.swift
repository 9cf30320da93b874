import PipConfiguration
import PipEnvironments
import PipPaths
import PipSystem
import SystemPackage
import TestSupport
import Testing

@Suite struct PythonEnvironmentTests {
  private static let library = "env/lib/python3.11/site-packages"

  private func environment(in folder: borrowing ScratchFolder) throws -> PythonEnvironment {
    try folder.write("env/pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n")
    // A program that only looks like one: whoever runs it learns nothing.
    try folder.write("env/bin/python", "\u{7F}ELF....")
    return PythonEnvironment(
      try InterpreterLocation(
        inspecting: folder.path.appending("env/bin/python"),
        chosenBy: .requested(.flag("python"))
      ),
      environment: Environment([:]),
      cacheDirectory: nil
    )
  }

  @Test func `what setuptools made editable long ago is found, and where it is`() async throws {
    let folder = try ScratchFolder()
    let path = folder.path.string
    try folder.write("\(Self.library)/easy-install.pth", "\(path)/project\n\(path)/plain\n")
    try folder.write("\(Self.library)/My-Project.egg-link", "\(path)/project\n.")
    try folder.write("project/My_Project.egg-info/PKG-INFO", "Name: My_Project\nVersion: 1.0\n")
    try folder.write("plain/plain.egg-info/PKG-INFO", "Name: plain\nVersion: 2.0\n")
    let found = try await environment(in: folder).distributions()
    #expect(found.map(\.writtenName) == ["My_Project", "plain"])
    #expect(found.map(\.editableLocation) == ["\(path)/project", nil])
    #expect(found.map(\.linkedProject) == [folder.path.appending("project"), nil])
  }

  @Test func `what is in the environment itself comes first`() async throws {
    let folder = try ScratchFolder()
    try folder.write("\(Self.library)/other.pth", "\(folder.path.string)/other\n")
    try folder.write("\(Self.library)/demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n")
    try folder.write("other/demo-2.0.dist-info/METADATA", "Name: demo\nVersion: 2.0\n")
    let found = try await environment(in: folder).distributions()
    #expect(found.map(\.shownVersion) == ["1.0"])
  }
}
