internal import PipPackaging
internal import PipSystem
internal import SystemPackage

/// Files in the file system: a folder of them, an HTML page that lists them, or an index in folders.
struct FindLinks: Sendable {
  /// Pages in a folder that are read beside its files, as pip reads them.
  private static let maximumPages = 64

  /// How much is looked at.
  var limits: IndexLimits

  /// Returns what a local source has; of a folder that is all files, whatever their project.
  ///
  /// Throws `unusable` where the path is neither a file nor a folder.
  func answer(
    for project: PackageName,
    from source: IndexSource,
    at path: FilePath
  ) throws(IndexError) -> PageAnswer {
    switch source.kind {
    case .index:
      let page = path.appending(project.normalized).appending("index.html")
      guard (try? page.status()) != nil else {
        guard (try? path.status()) != nil else { throw missing(source) }
        return .notFound
      }
      return .page(try self.page(page), nil)
    case .findLinks:
      guard let status = try? path.status() else { throw missing(source) }
      switch status.kind {
      case .directory: return .page(try folder(path), nil)
      case .regular:
        return .page(Self.isPage(path.systemText) ? try page(path) : Self.file(at: path), nil)
      case .symbolicLink, .fifo, .other: throw missing(source)
      }
    }
  }

  /// Tells whether pip takes a file for a page rather than for a distribution, by its name
  /// (`_is_html_file` in `pip/_internal/index/sources.py`).
  private static func isPage(_ name: String) -> Bool {
    name.hasSuffix(".html") || name.hasSuffix(".htm")
  }

  /// Returns a page with one file and nothing else.
  private static func file(at path: FilePath) -> IndexPage {
    var page = IndexPage()
    let name = path.lastSystemText
    page.files = [IndexFile(fileName: name, url: IndexURL(absolutePath: path).text)]
    return page
  }

  private func missing(_ source: IndexSource) -> IndexError {
    .unusable(source.setting, .notAnAddress)
  }

  private func page(_ path: FilePath) throws(IndexError) -> IndexPage {
    let content: [UInt8]?
    do {
      content = try OwnedDescriptor.openRegularFile(path).readToEnd(limit: limits.pageBytes)
    } catch {
      throw .unreachable(path.systemText, .notReadable(error.reason))
    }
    guard let content else { throw .tooLarge(path.systemText, limit: limits.pageBytes) }
    return IndexPage.parse(html: content, from: IndexURL(absolutePath: path).text)
  }

  private func folder(_ path: FilePath) throws(IndexError) -> IndexPage {
    var page = IndexPage()
    var pages: [FilePath] = []
    do {
      var directory = try OpenDirectory(path, following: .links)
      var count = 0
      while let name = try directory.next()?.name.systemText {
        count += 1
        guard count <= limits.folderEntries else {
          throw IndexError.tooLarge(path.systemText, limit: limits.folderEntries, .entries)
        }
        let member = path.appending(entrySystemText: name)
        if Self.isPage(name) {
          pages.append(member)
        } else {
          page.files += Self.file(at: member).files
        }
      }
    } catch let error as SystemFailure {
      throw .unreachable(path.systemText, .notReadable(error.reason))
    } catch let error as IndexError {
      throw error
    } catch {
      throw .unreachable(path.systemText, .notReadable("\(error)"))
    }
    for path in pages.prefix(Self.maximumPages) {
      // A page that cannot be read takes nothing from the files beside it.
      guard let inner = try? self.page(path) else { continue }
      page.files += inner.files
      page.skipped += inner.skipped
    }
    return page
  }
}
