internal import NIOSSL
internal import PipSystem
internal import SystemPackage

extension CertificateAuthorities {
  /// Larger files hold something else than certificates: the usual bundle has 0.3 MB.
  private static let maximumFileSize = 16 << 20
  private static let maximumFiles = 10_000

  /// Reads the certificates, or returns nil where those of the system count.
  ///
  /// Of a folder every file counts that holds certificates, whatever its name.
  func load() throws(IndexError) -> [NIOSSLCertificate]? {
    guard let path, let setting else { return nil }
    let isFolder: Bool
    do {
      isFolder = try path.status().kind == .directory
    } catch {
      throw .unusable(setting, .unreadable(error.reason))
    }
    let certificates = isFolder ? try folder(path, setting) : try file(path, setting)
    guard !certificates.isEmpty else {
      throw .unusable(setting, .unreadable("\(path.systemText) holds no certificate"))
    }
    return certificates
  }

  private func file(
    _ path: FilePath,
    _ setting: IndexError.Setting
  ) throws(IndexError) -> [NIOSSLCertificate] {
    let content: [UInt8]?
    do {
      content = try OwnedDescriptor.openRegularFile(path).readToEnd(limit: Self.maximumFileSize)
    } catch {
      throw .unusable(setting, .unreadable(error.reason))
    }
    guard let content else { throw .tooLarge(path.systemText, limit: Self.maximumFileSize) }
    return (try? NIOSSLCertificate.fromPEMBytes(content)) ?? []
  }

  private func folder(
    _ path: FilePath,
    _ setting: IndexError.Setting
  ) throws(IndexError) -> [NIOSSLCertificate] {
    var certificates: [NIOSSLCertificate] = []
    do {
      var directory = try OpenDirectory(path, following: .links)
      var count = 0
      while let name = try directory.next()?.name.systemText {
        count += 1
        guard count <= Self.maximumFiles else {
          throw IndexError.tooLarge(path.systemText, limit: Self.maximumFiles, .entries)
        }
        let member = path.appending(FilePath(systemText: name).components)
        // What cannot be read or is no certificate is no authority either.
        certificates += (try? file(member, setting)) ?? []
      }
    } catch let error as SystemFailure {
      throw .unusable(setting, .unreadable(error.reason))
    } catch let error as IndexError {
      throw error
    } catch {
      throw .unusable(setting, .unreadable("\(error)"))
    }
    return certificates
  }
}
