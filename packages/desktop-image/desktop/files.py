"""Files of the desktop, as its user may see them."""
import os, shutil, stat, tarfile, tempfile

HOME = '/home/user'
MAX_ENTRIES = 10_000


def resolve(path):
    if '\0' in path:
        raise ValueError('a path has no zero byte')
    return os.path.normpath(os.path.join(HOME, os.path.expanduser(path)))


def describe(path, name=None):
    found = os.lstat(path)
    kind = 'folder' if stat.S_ISDIR(found.st_mode) else 'link' if stat.S_ISLNK(found.st_mode) else 'file'
    return {
        'name': name or os.path.basename(path),
        'path': path,
        'type': kind,
        'size': found.st_size,
        'modified_at': found.st_mtime,
        'mode': oct(stat.S_IMODE(found.st_mode))[2:],
    }


def listing(path):
    path = resolve(path)
    names = sorted(os.listdir(path))
    entries = [describe(os.path.join(path, name), name) for name in names[:MAX_ENTRIES]]
    return {'path': path, 'entries': entries, 'has_more': len(names) > MAX_ENTRIES}


def write(path, source, length):
    """Whole or not at all: what is half sent never stands under the name."""
    path = resolve(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix='.upload-')
    try:
        with os.fdopen(handle, 'wb') as target:
            while length > 0:
                data = source.read(min(65536, length))
                if not data:
                    raise ValueError('the upload ended early')
                target.write(data)
                length -= len(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return describe(path)


def make_folder(path):
    path = resolve(path)
    os.makedirs(path, exist_ok=True)
    return describe(path)


def remove(path):
    path = resolve(path)
    if path in (HOME, '/'):
        raise ValueError(f'{path} itself cannot be deleted')
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)
    return {'path': path, 'deleted': True}


def archive(path, target):
    with tarfile.open(fileobj=target, mode='w|gz') as tar:
        add(tar, path, os.path.basename(path) or 'root')


def add(tar, path, name):
    """With what is in it. What has gone, or may not be read, is left out."""
    try:
        member = tar.gettarinfo(path, name)
        names = sorted(os.listdir(path)) if member is not None and member.isdir() else []
        source = open(path, 'rb') if member is not None and member.isreg() else None
    except OSError:
        return
    if source is None:
        # Sockets have no place in an archive.
        if member is not None:
            tar.addfile(member)
    else:
        with source:
            tar.addfile(member, Padded(source))
    for each in names:
        add(tar, os.path.join(path, each), os.path.join(name, each))


class Padded:
    """A file that has as many bytes as it had when it was looked at, whoever shortens it meanwhile."""

    def __init__(self, source):
        self.source = source

    def read(self, length):
        return self.source.read(length).ljust(length, b'\0')
