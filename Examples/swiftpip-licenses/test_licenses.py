"""Runs the plugin as swiftpip would, on environments that are made up: python3 -m unittest"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "swiftpip-licenses")


def converse(request):
    """Runs the program, asks it one thing, and returns its messages behind the greeting."""
    plugin = subprocess.Popen([sys.executable, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with plugin:
        # It greets before it is asked.
        greeting = json.loads(plugin.stdout.readline())
        assert greeting == {"type": "greeting", "protocol": 1, "name": "licenses"}, greeting
        plugin.stdin.write(json.dumps(request).encode() + b"\n")
        plugin.stdin.flush()
        messages = [json.loads(line) for line in plugin.stdout]
    assert plugin.returncode == 0, plugin.returncode
    return messages


def without_progress(messages):
    """Returns what is not only said to those who wait."""
    return [message for message in messages if message["type"] != "progress"]


class LicensesTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.prefix = os.path.join(folder.name, "app [1]")
        self.site = os.path.join(self.prefix, "lib", "python3.11", "site-packages")
        os.makedirs(self.site)

    def install(self, folder, metadata, site=None):
        path = os.path.join(site or self.site, folder)
        os.makedirs(path)
        if metadata is not None:
            with open(os.path.join(path, "METADATA"), "wb") as file:
                file.write(metadata if isinstance(metadata, bytes) else metadata.encode())

    def ask(self, *arguments, python="/nowhere/python", **members):
        request = {
            "type": "request", "command": "licenses", "arguments": list(arguments), "verbosity": 0,
            "offline": False, "environment": {"python": python, "prefix": self.prefix},
        }
        request.update(members)
        return converse(request)

    def report(self, *arguments, **members):
        messages = self.ask(*arguments, **members)
        self.assertEqual(messages[-1]["type"], "report", messages[-1])
        return messages[-1]

    def licences(self, *arguments, **members):
        found = self.report(*arguments, **members)["result"]["distributions"]
        return {entry["name"]: (entry["license"], entry["source"]) for entry in found}

    def install_usual(self):
        self.install(
            "all-1.0.dist-info",
            "Metadata-Version: 2.4\nName: all\nVersion: 1.0\nLicense-Expression: MIT OR (Apache-2.0 AND BSD-3-Clause)\n"
            "License: Old text\nClassifier: License :: OSI Approved :: MIT License\n\nLicense: not this one\n",
        )
        self.install(
            "Two.Names-2.dist-info",
            "Name: Two.Names\nVersion: 2\nClassifier: Programming Language :: Python\n"
            "Classifier: License :: OSI Approved :: MIT License\n"
            "Classifier: License :: OSI Approved :: BSD License\n",
        )
        self.install("old-3.dist-info", "Name: old\nVersion: 3\nLicense: GPL\n  and a long text\n")
        self.install("none-4.dist-info", "Name: none\nVersion: 4\nLicense: UNKNOWN\n")

    def test_expression_then_classifiers_then_license(self):
        self.install_usual()
        self.assertEqual(
            self.licences(),
            {
                "all": ("MIT OR (Apache-2.0 AND BSD-3-Clause)", "expression"),
                "none": ("unknown", None),
                "old": ("GPL", "metadata"),
                "Two.Names": ("MIT License, BSD License", "classifier"),
            },
        )

    def test_from_looks_at_one_source(self):
        self.install_usual()
        self.assertEqual(self.licences("--from", "metadata")["all"], ("Old text", "metadata"))
        self.assertEqual(self.licences("--from=classifier", "all"), {"all": ("MIT License", "classifier")})
        both = self.licences("--from", "metadata", "--from", "classifier", "all")
        self.assertEqual(both, {"all": ("MIT License", "classifier")})

    def test_projects_are_chosen_by_any_spelling(self):
        self.install_usual()
        self.assertEqual(list(self.licences("two_names", "--from", "classifier", "OLD")), ["old", "Two.Names"])

    def test_a_project_that_is_not_installed_is_told(self):
        warning, report = without_progress(self.ask("gone"))
        self.assertEqual((warning["type"], warning["code"]), ("diagnostic", "licenses.not-installed"))
        self.assertEqual(report["result"], {"distributions": []})
        self.assertEqual(report["page"], [])

    def test_fail_on_answers_no(self):
        self.install_usual()
        for name in ("bsd-3-clause", "BSD License", "gpl", "unknown"):
            report = self.report("--fail-on", name)
            self.assertEqual(report["status"], 2, name)
            bad = [line for line in report["page"] if line[2].get("style") == "bad"]
            self.assertEqual(len(bad), 1, name)
        for name in ("OR", "BSD", "AGPL-3.0-only"):
            self.assertEqual(self.report("--fail-on", name)["status"], 0, name)

    def test_lines_are_aligned(self):
        self.install_usual()
        starts = {len(line[0]["text"] + line[1]["text"]) for line in self.report()["page"]}
        self.assertEqual(len(starts), 1)

    def test_broken_metadata_hurts_nobody_else(self):
        self.install_usual()
        self.install("latin-1.dist-info", b"Name: latin\nVersion: 1\nLicense: caf\xe9\n")
        self.install("garbage-2.dist-info", bytes(range(256)) * 50)
        self.install("empty-3.dist-info", "")
        self.install("missing-4.dist-info", None)
        self.install("~ld-3.dist-info", "Name: left\nVersion: 3\n")
        *others, report = without_progress(self.ask())
        self.assertEqual([message["code"] for message in others], ["licenses.unreadable"])
        found = {entry["name"]: entry for entry in report["result"]["distributions"]}
        self.assertEqual(found["latin"]["license"], "caf\ufffd")
        self.assertEqual(found["garbage"]["version"], "2")
        self.assertEqual(found["empty"]["license"], "unknown")
        self.assertIn("all", found)
        self.assertNotIn("left", found)

    def test_eggs_are_read(self):
        with open(os.path.join(self.site, "flat-1.egg-info"), "w") as file:
            file.write("Name: flat\nVersion: 1\nLicense: ZPL\n")
        os.makedirs(os.path.join(self.site, "deep.egg-info"))
        with open(os.path.join(self.site, "deep.egg-info", "PKG-INFO"), "w") as file:
            file.write("Name: deep\nVersion: 2\nLicense: ISC\n")
        self.assertEqual(self.licences(), {"deep": ("ISC", "metadata"), "flat": ("ZPL", "metadata")})

    def test_lib64_counts_once(self):
        self.install_usual()
        os.symlink("lib", os.path.join(self.prefix, "lib64"))
        self.assertEqual(len(self.report()["result"]["distributions"]), 4)
        os.remove(os.path.join(self.prefix, "lib64"))
        other = os.path.join(self.prefix, "lib64", "python3.11", "site-packages")
        self.install("native-1.dist-info", "Name: native\nVersion: 1\n", site=other)
        self.assertEqual(len(self.report()["result"]["distributions"]), 5)

    def test_python_is_asked_where_folders_do_not_say(self):
        elsewhere = os.path.join(self.prefix, "elsewhere")
        self.install("far-1.dist-info", "Name: far\nVersion: 1\nLicense: MIT\n", site=elsewhere)
        python = os.path.join(self.prefix, "python")
        with open(python, "w") as file:
            file.write("#!/bin/sh\necho '%s'\n" % json.dumps([elsewhere, elsewhere]))
        os.chmod(python, 0o755)
        self.assertEqual(self.licences(python=python), {})
        os.rmdir(self.site)
        self.assertEqual(list(self.licences(python=python)), ["far"])
        for version in ("python3.8", "python3.11"):
            os.makedirs(os.path.join(self.prefix, "lib", version, "site-packages"), exist_ok=True)
        self.assertEqual(list(self.licences(python=python)), ["far"])

    def test_a_real_python_says_where_its_packages_are(self):
        os.rmdir(self.site)
        self.report(python=sys.executable)

    def test_a_python_that_does_not_run_is_told(self):
        os.rmdir(self.site)
        (message,) = self.ask()
        self.assertEqual((message["type"], message["code"]), ("failure", "licenses.no-site-packages"))

    @unittest.skipUnless(sys.platform == "linux", "file names are UTF-8 elsewhere")
    def test_a_prefix_that_is_not_utf_8(self):
        prefix = os.fsencode(self.prefix) + b"\xff"
        os.rename(self.prefix, prefix)
        self.install("far-1.dist-info", "Name: far\nVersion: 1\n", site=os.path.join(
            os.fsdecode(prefix), "lib", "python3.11", "site-packages"))
        environment = {
            "python": "python", "prefix": prefix.decode("utf-8", "replace"),
            "prefixBytes": base64.b64encode(prefix).decode(),
        }
        self.assertEqual(list(self.licences(environment=environment)), ["far"])

    def test_without_environment_it_says_why(self):
        (message,) = self.ask(environment=None)
        self.assertEqual((message["type"], message["code"]), ("failure", "licenses.no-environment"))

    def test_misuse_is_a_failure_and_prints_nothing_else(self):
        for arguments in (["--nothing"], ["--from", "hearsay"], ["--fail-on"], ["-h"], ["--fro", "metadata"]):
            (message,) = self.ask(*arguments)
            self.assertEqual((message["type"], message["code"]), ("failure", "usage.rejected"), arguments)

    def test_very_much_is_a_failure_not_a_long_line(self):
        long = "x" * 300
        for number in range(1000):
            self.install("p%d-1.dist-info" % number, "Name: %s\nVersion: %s\nLicense: %s\n" % (long, long, long))
        messages = self.ask()
        self.assertEqual((messages[-1]["type"], messages[-1]["code"]), ("failure", "licenses.too-long"))

    def test_nobody_asks_anything(self):
        done = subprocess.run([sys.executable, PROGRAM], input=b"", stdout=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stdout.count(b"\n")), (0, 1))

    def test_progress_comes_before_the_report(self):
        self.install_usual()
        *others, report = self.ask()
        self.assertEqual(report["type"], "report")
        self.assertTrue(others, "nothing was said of progress")
        self.assertEqual([message["type"] for message in others], ["progress"] * len(others))
        self.assertTrue(all(0 < message["fraction"] <= 1 for message in others))

    def test_the_manifest_names_what_the_program_knows(self):
        with open(PROGRAM + ".json", encoding="utf-8") as file:
            manifest = json.load(file)
        self.assertEqual((manifest["schema"], manifest["name"]), (1, "licenses"))
        for option in manifest["commands"][0]["options"]:
            for value in option["completion"]:
                self.report("--" + option["name"], value)


if __name__ == "__main__":
    unittest.main()
