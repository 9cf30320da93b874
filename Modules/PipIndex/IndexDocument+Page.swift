internal import PipPackaging

extension IndexDocument {
  /// Reads the page in the form that the server says it has.
  func page(limit: Int) throws(IndexError) -> IndexPage {
    do {
      switch IndexPage.MediaType(contentType: contentType) {
      case .simpleJSON: return try IndexPage.parse(json: body, from: url.text, limit: limit)
      case .simpleHTML, .html:
        return try IndexPage.parse(html: body, from: url.text, limit: limit)
      case .other:
        let type = contentType.isEmpty ? "nothing that it names" : String(contentType.prefix(80))
        throw IndexError.malformedPage(url.masked, "its content is \(type)")
      }
    } catch let error as PackagingError {
      throw IndexError(error, at: url.masked)
    } catch let error as IndexError {
      throw error
    } catch {
      throw .malformedPage(url.masked, "\(error)")
    }
  }
}

extension IndexError {
  init(_ error: PackagingError, at place: String) {
    switch error {
    case .pageTooLarge(_, let limit): self = .tooLarge(place, limit: limit)
    case .pageMalformed: self = .malformedPage(place, "it is not in the form that it claims")
    case .pageVersionUnsupported(_, let version):
      self = .malformedPage(place, "it follows version \(version) of the protocol")
    }
  }
}
