package import PipArchives
internal import PipDiagnostics

/// What is wrong with an entry of the cache.
package enum EntryProblem: Sendable, Hashable {
  /// There are headers and no body.
  case bodyMissing
  /// There is a body and no headers.
  case headMissing
  /// pip cannot read the headers: it warns each time, and asks the index.
  case headUnreadable(CachedResponse.Defect)
  /// pip ends with a traceback when it meets the headers.
  case headFatal(String)
  /// The body has another length than the headers say.
  case length(expected: Int64, found: Int64)
  /// The body is packed with gzip, or said to be, and cannot be unpacked.
  case compression
  /// The body is a page that is compressed, and the headers do not say so.
  case hiddenCompression
  /// The body is a page, and the headers do not say so: pip passes it over.
  case contentType
  /// The page cannot be read.
  case page
  /// The archive cannot be unpacked as it says.
  case archive(ArchivesError)
  /// The wheel's RECORD is missing or cannot be read.
  case recordUnreadable
  /// A file in the wheel is not what RECORD says.
  case record(String)
  /// The content is not what the index's page says of the file.
  case digest(String)
  /// What is said to be the origin of wheels cannot be read.
  case originUnreadable
  /// What is said to be the origin of wheels is another version.
  case origin(String)
  /// The state of self-checks is none that pip can use.
  case stateUnreadable
  /// The state is that of another environment than its name says.
  case stateForeign

  /// A stable name, for programs.
  package var code: String {
    switch self {
    case .bodyMissing: "body-missing"
    case .headMissing: "head-missing"
    case .headUnreadable: "head-unreadable"
    case .headFatal: "head-fatal"
    case .length: "body-length"
    case .compression: "body-compression"
    case .hiddenCompression: "body-compression"
    case .contentType: "content-type"
    case .page: "page-unreadable"
    case .archive: "archive"
    case .recordUnreadable: "record-unreadable"
    case .record: "record"
    case .digest: "digest"
    case .originUnreadable: "origin-unreadable"
    case .origin: "origin"
    case .stateUnreadable: "state-unreadable"
    case .stateForeign: "state-foreign"
    }
  }

  /// What is wrong, for people.
  package var words: String {
    switch self {
    case .bodyMissing: "headers without a body"
    case .headMissing: "a body without headers"
    case .headUnreadable(let defect): "pip cannot read its headers: \(defect.words)"
    case .headFatal(let flaw): "pip ends with a traceback on its headers: \(flaw)"
    case .length(let expected, let found): "\(found) bytes, its headers say \(expected)"
    case .compression: "it is packed with gzip, and cannot be unpacked"
    case .hiddenCompression: "a page that is compressed, and its headers do not say so"
    case .contentType: "a page, and its headers do not call it one: pip passes it over"
    case .page: "the page cannot be read"
    case .archive(let error): error.diagnostic.message
    case .recordUnreadable: "the wheel has no RECORD that can be read"
    case .record(let name): "\(name) in the wheel is not what its RECORD says"
    case .digest(let name): "not the content that the index has for \(name)"
    case .originUnreadable: "the origin of the wheels beside it cannot be read"
    case .origin(let what): "it says that the wheels beside it come from \(what)"
    case .stateUnreadable: "the state is none that pip can use"
    case .stateForeign: "the state of another environment than its name says"
    }
  }
}

extension CachedResponse.Defect {
  /// What is wrong, for people.
  var words: String {
    switch self {
    case .otherForm(let form): "they are of the form \(SafeText.line(form) ?? "of another pip")"
    case .formless: "they are of no form that pip has"
    case .undecodable: "they are no MessagePack"
    case .member(let name): "there is no usable \"\(name)\" in them"
    }
  }
}
