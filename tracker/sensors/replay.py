"""A recording from its journal: at the end of a session, or after the program was killed."""

from collections.abc import Iterator
from pathlib import Path

from tracker.errors import FileFormatError
from tracker.findings import Code, Finding, Severity
from tracker.recording import Recording, Remark, Segment, Stream, Variant
from tracker.recording.journal import FILE_NAME, read_journal
from tracker.recording.remarks import segmented
from tracker.sensors.assembly import assemble_stream
from tracker.sensors.notes import LOST, RESTORED, JournalContent, sort_journal


def recording_from_journal(path: Path) -> Recording:
    """Decode a journal.

    Parameters
    ----------
    path
        The journal, or the recording folder that holds it.

    Raises
    ------
    FileFormatError
        If it is no journal of a recording session, or holds no sample at all.
    """
    if path.is_dir():
        path = path / FILE_NAME
    journal = read_journal(path)
    content = sort_journal(journal, path)
    streams: list[Stream] = []
    findings: list[Finding] = []
    for sensor in content.sensors:
        packets = content.packets.get(sensor.stream, [])
        stream, remarks = assemble_stream(
            sensor, packets, content.begin.start_ns, content.pings.get(sensor.stream, [])
        )
        findings += remarks
        if stream is not None:
            streams.append(stream)
    if not streams:
        raise FileFormatError(
            path, "no samples in this recording: its sensors were connected but sent no data"
        )
    findings += _link_findings(content)
    if not content.ended or journal.torn_bytes:
        findings.append(
            Finding(
                Code.CUT_SHORT,
                Severity.WARNING,
                "the recording was not ended in good order; all that had reached the disk is here",
                end_s=max(stream.end_s for stream in streams),
            )
        )
    begin = content.begin
    stated = begin.exercise is not None or begin.variant != Variant()
    recording = Recording(
        streams=tuple(streams),
        subject=begin.subject,
        segments=(Segment(exercise=begin.exercise, variant=begin.variant),) if stated else (),
        started_at=begin.started_at,
        findings=tuple(findings),
        remarks=tuple(
            Remark(remark.kind, (remark.at_ns - begin.start_ns) * 1e-9, remark.value)
            for remark in content.remarks
        ),
    )
    return segmented(recording)


def _link_findings(content: JournalContent) -> Iterator[Finding]:
    names = {sensor.stream: sensor.name for sensor in content.sensors}
    lost: dict[int, float] = {}
    for link in content.links:
        at_s = (link.at_ns - content.begin.start_ns) * 1e-9
        if link.state == LOST:
            lost[link.stream] = at_s
        elif link.state == RESTORED and link.stream in lost:
            since_s = lost.pop(link.stream)
            yield Finding(
                Code.LINK,
                Severity.WARNING,
                f"connection lost at {since_s:.1f} s and restored after {at_s - since_s:.1f} s",
                names.get(link.stream),
                since_s,
                at_s,
            )
    for stream, since_s in lost.items():
        yield Finding(
            Code.LINK,
            Severity.WARNING,
            f"connection lost at {since_s:.1f} s and not restored",
            names.get(stream),
            since_s,
        )
