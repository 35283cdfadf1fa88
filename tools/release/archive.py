"""Archives that are the same bytes wherever and whenever they are made of the same files."""
import gzip
import io
import tarfile
import zipfile

PROGRAM, TEXT = 0o755, 0o644


def tar_gz(entries, made_at):
    """Bytes of a .tar.gz of (name, content, mode), with the folders of their names."""
    bytes_of = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=bytes_of, compresslevel=9, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name, content, mode in sorted(entries):
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode, entry.mtime = len(content), mode, made_at
                archive.addfile(entry, io.BytesIO(content))
    return bytes_of.getvalue()


def zipped(entries):
    """Bytes of a .zip of (name, content, mode)."""
    bytes_of = io.BytesIO()
    with zipfile.ZipFile(bytes_of, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content, mode in entries:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, (0o100000 | mode) << 16
            archive.writestr(entry, content)
    return bytes_of.getvalue()
