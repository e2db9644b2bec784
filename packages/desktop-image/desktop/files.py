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
        tar.add(path, arcname=os.path.basename(path) or 'root')
