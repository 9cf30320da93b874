import PipPackaging
import Testing

@Suite struct SdistFileNameTests {
  @Test(arguments: SdistFileName.extensions)
  func `every ending that pip knows is known`(fileExtension: String) throws {
    let name = try #require(PackageName("pip"))
    let sdist = try #require(SdistFileName("pip-1.0" + fileExtension, for: name))
    #expect(sdist.version == Version("1.0"))
    #expect(sdist.fileExtension == fileExtension)
  }

  @Test(arguments: [
    ("pip-9.0.1.tar.gz", "pip", "9.0.1"), ("Foo_Bar-1.0.zip", "foo-bar", "1.0"),
    ("foo-bar-2.tar.gz", "foo-bar", "2"), ("foo-2-1.tar.gz", "foo", "2.post1"),
    ("foo-2-1.tar.gz", "foo-2", "1"), ("foo--bar-1.tar.gz", "foo.bar", "1"),
    ("foo-1.0-rc1.tgz", "foo", "1.0rc1"),
    ("FOO.bar-1.0+local.tar.gz", "foo-bar", "1.0+local"),
  ])
  func `a name is read against its project`(
    fileName: String,
    project: String,
    version: String
  ) throws {
    let name = try #require(PackageName(project))
    #expect(SdistFileName(fileName, for: name)?.version.description == version)
  }

  @Test(arguments: [
    ("foo-bar-2.tar.gz", "foo"), ("foo-2.tar.gz", "fo"), ("foo-2.tar.gz", "foo-bar"),
    ("foo_2.tar.gz", "foo"),
    ("foo-.tar.gz", "foo"), ("foo.tar.gz", "foo"), ("foo-2.TAR.GZ", "foo"), ("foo-2.egg", "foo"),
    ("foo-2.whl", "foo"),
    ("foo-2", "foo"), ("", "foo"), (".tar.gz", "foo"), ("foo-x.zip", "foo"),
    ("foo-1.0.tar.zip", "foo"),
    ("foo-1.0-py3.11.zip", "foo"),
  ])
  func `another project's file, or none, is nil`(fileName: String, project: String) throws {
    let name = try #require(PackageName(project))
    #expect(SdistFileName(fileName, for: name) == nil)
  }

  @Test(arguments: [
    ("foo-1.0-py3.tar.gz", "3"), ("foo-1.0-py2.7.zip", "2.7"), ("foo-1.0-py27.zip", "27"),
  ])
  func `a file for one Python says which`(fileName: String, python: String) throws {
    let name = try #require(PackageName("foo"))
    let sdist = try #require(SdistFileName(fileName, for: name))
    #expect(sdist.pythonVersion == python)
    #expect(sdist.version == Version("1.0"))
  }
}
