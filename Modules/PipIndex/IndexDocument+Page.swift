internal import PipPackaging

extension IndexDocument {
  /// Reads the page in the form that the server says it has.
  func page(limit: Int) throws(IndexError) -> IndexPage {
    switch IndexPage.MediaType(contentType: contentType) {
    case .simpleJSON:
      do {
        return try IndexPage.parse(json: body, from: url.text, limit: limit)
      } catch {
        throw IndexError(error, at: url.masked)
      }
    case .simpleHTML, .html: return IndexPage.parse(html: body, from: url.text)
    case .other:
      let type = contentType.isEmpty ? "of no type" : String(contentType.prefix(80))
      throw .malformedPage(url.masked, "its content is \(type)")
    }
  }
}

extension IndexError {
  fileprivate init(_ error: PackagingError, at place: String) {
    switch error {
    case .pageTooLarge(_, let limit): self = .tooLarge(place, limit: limit)
    case .pageMembersTooMany(_, let limit):
      self = .malformedPage(place, "it has more than \(limit) members")
    case .pageMalformed: self = .malformedPage(place, "it is not in the form that it claims")
    case .pageVersionUnsupported(_, let version):
      self = .malformedPage(place, "it follows version \(version) of the protocol")
    }
  }
}
