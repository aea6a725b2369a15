"""LibreOffice without a window, driven by a macro in a profile of its own: no running LibreOffice is met."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

HINT = "no LibreOffice found: install Debian's libreoffice-writer-nogui to run the tests of Word files in it"
_SECONDS = 60
# Says that the first start is over: else LibreOffice lays its own macros over ours.
_REGISTRY = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item></oor:items>
"""
_LIBRARIES = """\
<?xml version="1.0" encoding="UTF-8"?>
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""
_LIBRARY = """\
<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Macros"/>
</library:library>
"""
_MACROS = """\
<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Macros"
 script:language="StarBasic">
Function Named(key, content)
  Dim pair As New com.sun.star.beans.PropertyValue
  pair.Name = key
  pair.Value = content
  Named = pair
End Function

Sub Made(source, command, target)
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, Array(Named("Hidden", True)))
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
  document.storeToURL(target, Array(Named("FilterName", "MS Word 2007 XML")))
  document.close(True)
End Sub

Sub Settle(folder)
  Made(folder + "/file.docx", ".uno:AcceptAllTrackedChanges", folder + "/accepted.docx")
  Made(folder + "/file.docx", ".uno:RejectAllTrackedChanges", folder + "/rejected.docx")
End Sub
</script:module>
"""


def soffice() -> str | None:
    """The program's path, or None."""
    return shutil.which("soffice")


def settled(docx: bytes) -> tuple[bytes, bytes]:
    """The Word file with all tracked changes accepted, and with all rejected; a second or two."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "file.docx").write_bytes(docx)
        profile = _profile(folder / "profile")
        call = f'macro:///Standard.Macros.Settle("{folder.as_uri()}")'
        options = ["--headless", "--norestore", "--nologo"]
        _finish(
            [soffice() or "soffice", f"-env:UserInstallation={profile.as_uri()}", *options, call]
        )
        return (folder / "accepted.docx").read_bytes(), (folder / "rejected.docx").read_bytes()


def as_pdf(file: Path) -> Path:
    """The Word file as a PDF beside it; a few seconds."""
    with TemporaryDirectory() as place:
        profile = f"-env:UserInstallation={Path(place).as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(file.parent)]
        _finish([soffice() or "soffice", profile, *options, str(file)])
    return file.with_suffix(".pdf")


def _finish(command: list[str]) -> None:
    """Run it; a macro that fails waits for somebody to close a window that nobody sees."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _profile(folder: Path) -> Path:
    basic = folder / "user" / "basic"
    (basic / "Standard").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(_REGISTRY, encoding="utf-8")
    (basic / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (basic / "Standard" / "Macros.xba").write_text(_MACROS, encoding="utf-8")
    return folder
