/// A small Python program that prints one JSON object about its interpreter.
///
/// Paths are printed as the hexadecimal digits of their bytes: they need not be text.
enum InterpreterQuestion {
  /// Asks for `InterpreterFacts`; runs on Python 3.6 and later and imports nothing but the standard
  /// library.
  static let facts = """
    import json, os, platform, site, sys, sysconfig

    def path(value):
        return "".join("%02x" % byte for byte in bytearray(os.fsencode(value or "")))

    def library():
        try:
            version = os.confstr("CS_GNU_LIBC_VERSION")
            if version:
                return version
        except (AttributeError, OSError, ValueError):
            pass
        import glob, re, subprocess
        for loader in sorted(glob.glob("/lib/ld-musl-*.so.1")):
            try:
                answer = subprocess.Popen([loader], stderr=subprocess.PIPE).communicate()[1]
                found = re.search(b"Version ([0-9]+[.][0-9]+)", answer)
                if found:
                    return "musl " + found.group(1).decode()
            except OSError:
                pass
        return ""

    def places():
        found = [entry for entry in sys.path if entry and os.path.isabs(entry)]
        user = site.getusersitepackages() if site.ENABLE_USER_SITE else None
        if user and user not in found:
            shared = [i for i, entry in enumerate(found) if entry in site.getsitepackages()]
            found.insert(shared[0] if shared else len(found), user)
        return found

    def scheme():
        if sys.version_info < (3, 10):
            # Vendors say where they install in distutils, which pip asks as well.
            try:
                from distutils.dist import Distribution
                command = Distribution().get_command_obj("install")
                command.finalize_options()
                found = {
                    "purelib": command.install_purelib, "platlib": command.install_platlib,
                    "scripts": command.install_scripts, "data": command.install_data,
                    "include": os.path.dirname(command.install_headers),
                }
            except Exception:
                found = sysconfig.get_paths()
        else:
            found = sysconfig.get_paths()
        if sys.prefix != sys.base_prefix:
            xy = "python%d.%d" % sys.version_info[:2]
            found["include"] = os.path.join(sys.prefix, "include", "site", xy)
        names = ("purelib", "platlib", "scripts", "data", "include")
        return {name: path(found.get(name)) for name in names}

    def environment():
        known = sysconfig.get_scheme_names()
        names = ("base", "platbase", "installed_base", "installed_platbase")
        places = {name: "/environment" for name in names}
        found = sysconfig.get_paths("venv" if "venv" in known else "posix_prefix", places)
        if sys.version_info < (3, 11):
            # Before, venv made no folder for the version.
            found["include"] = "/environment/include"
        names = ("purelib", "platlib", "scripts", "include")
        return {name: path(os.path.relpath(found[name], "/environment")) for name in names}

    def user():
        if not site.ENABLE_USER_SITE:
            return {}
        if sys.version_info < (3, 10):
            chosen = os.name + "_user"
        else:
            chosen = sysconfig.get_preferred_scheme("user")
        found = sysconfig.get_paths(chosen)
        if sys.prefix != sys.base_prefix:
            xy = "python%d.%d" % sys.version_info[:2]
            found["include"] = os.path.join(site.getuserbase(), "include", "site", xy)
        names = ("purelib", "platlib", "scripts", "data", "include")
        return {name: path(found.get(name)) for name in names}

    def base():
        found = getattr(sys, "_base_executable", None) or sys.executable
        return os.path.abspath(found) if found else ""

    def numbers(info):
        text = "%d.%d.%d" % info[:3]
        return text if info[3] == "final" else text + info[3][0] + str(info[4])

    implementation = sys.implementation
    flags = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    flags += "d" if hasattr(sys, "gettotalrefcount") else ""
    if sys.version_info < (3, 8) and implementation.name == "cpython":
        flags += "m"
    print(json.dumps({
        "executable": path(sys.executable),
        "baseExecutable": path(base()),
        "prefix": path(sys.prefix),
        "basePrefix": path(sys.base_prefix),
        "version": platform.python_version(),
        "implementation": implementation.name,
        "implementationVersion": list(implementation.version[:2]),
        "abiFlags": flags,
        "pointerBits": 64 if sys.maxsize > 2 ** 32 else 32,
        "platform": sysconfig.get_platform(),
        "machine": platform.machine(),
        "library": library(),
        "macOSVersion": platform.mac_ver()[0] if sys.platform == "darwin" else "",
        "searchPath": [path(place) for place in places()],
        "standardLibrary": path(sysconfig.get_path("stdlib")),
        "scheme": scheme(),
        "environmentScheme": environment(),
        "userScheme": user(),
        "markers": {
            "implementation_name": implementation.name,
            "implementation_version": numbers(implementation.version),
            "os_name": os.name,
            "platform_machine": platform.machine(),
            "platform_python_implementation": platform.python_implementation(),
            "platform_system": platform.system(),
            "python_full_version": platform.python_version(),
            "python_version": ".".join(platform.python_version_tuple()[:2]),
            "sys_platform": sys.platform,
        },
    }))
    """

  /// Asks which program a shim runs.
  static let executable = """
    import json, os, sys
    path = "".join("%02x" % byte for byte in bytearray(os.fsencode(sys.executable or "")))
    print(json.dumps({"executable": path}))
    """

  /// Asks the environment's own pip which index it has built in: vendors change it
  /// (`pip/_internal/models/index.py`, pip 19.3 to 26.3).
  static let defaultIndex = """
    import json
    from pip._internal.models.index import PyPI
    print(json.dumps({"index": PyPI.simple_url}))
    """

  /// Compiles all modules of a folder; both paths are the hexadecimal digits of their bytes.
  static func compiled(_ folder: String, asIfIn place: String) -> String {
    """
    import compileall, json, os, sys
    folder = os.fsdecode(bytes.fromhex("\(folder)"))
    place = os.fsdecode(bytes.fromhex("\(place)"))
    sys.stdout, answer = sys.stderr, sys.stdout
    compileall.compile_dir(folder, maxlevels=64, ddir=place, quiet=2, workers=0)
    answer.write(json.dumps({"compiled": True}) + "\\n")
    """
  }

  /// Compiles modules and all those of folders; paths are the hexadecimal digits of their bytes.
  static func compiled(_ paths: [String]) -> String {
    """
    import compileall, json, os, sys
    sys.stdout, answer = sys.stderr, sys.stdout
    for digits in "\(paths.joined(separator: " "))".split():
        path = os.fsdecode(bytes.fromhex(digits))
        if os.path.isdir(path):
            compileall.compile_dir(path, maxlevels=64, quiet=2)
        else:
            compileall.compile_file(path, quiet=2)
    answer.write(json.dumps({"compiled": True}) + "\\n")
    """
  }
}
